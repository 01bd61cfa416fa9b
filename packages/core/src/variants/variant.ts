/**
 * A variant of GAN is a description: its networks for given settings, how their weights start, what
 * they are trained to do, and the settings of its paper. One trainer serves all variants; nothing
 * outside this folder names one.
 */
import type { LossPreset } from '../losses/index.ts';
import type { ImageShape, Initialization, NetworkDescription } from '../models/description.ts';
import type { NetworkOptions } from '../settings/index.ts';
import type { TaskName } from '../tasks/index.ts';

/** What a variant makes its networks for; it uses what its networks have a part for. */
export interface NetworkSettings extends NetworkOptions {
  readonly image: ImageShape;
  /** Number of classes; 0 where the data have no labels. */
  readonly classes: number;
}

export interface GanVariant {
  readonly name: string;
  /** Paper and section. */
  readonly source: string;
  /** What its networks do; the task fixes their names. */
  readonly task: TaskName;
  /** It learns the classes of its data: the generator has an input `label`. */
  readonly labeled?: boolean;
  /** The networks by name, generators first. */
  networks(settings: NetworkSettings): Readonly<Record<string, NetworkDescription>>;
  readonly initialization: Initialization;
  /** Settings of a run that differ from the general defaults. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Losses of its own, which `--loss` can name beside the general ones. */
  readonly losses?: Readonly<Record<string, LossPreset>>;
  /** The optional parts that its networks have; warnings suggest only these. */
  readonly parts?: readonly (keyof NetworkOptions)[];
}
