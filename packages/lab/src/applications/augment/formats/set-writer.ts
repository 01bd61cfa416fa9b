/** What writes a labelled set of images, whatever the format. */
import type { Shape } from '@ganport/core/internal';

export interface SetDescription {
  /** Is there, and empty. */
  readonly folder: string;
  readonly shape: Shape;
  /** Names by number. */
  readonly classes: readonly string[];
  /** Decides the order of the images where a file has one. */
  readonly seed: number;
}

export interface SetWriter {
  /** @param pixels one image as bytes, [height, width, channels] */
  add(label: number, pixels: Uint8Array): Promise<void>;
  /** Nothing may be added afterwards. */
  close(): Promise<void>;
}

export type OpenSetWriter = (description: SetDescription) => SetWriter;
