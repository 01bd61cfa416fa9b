/** The interface of a format of labeled image sets. */
import type { ImageShape } from '@ganport/core/internal';

export interface SetDescription {
  /** An existing, empty folder. */
  readonly folder: string;
  readonly shape: ImageShape;
  /** The classes that are drawn, by number. */
  readonly labels: readonly number[];
  /** Names by number. */
  readonly classes: readonly string[];
  /** Decides the order of the images in one file. */
  readonly seed: number;
}

export interface SetWriter {
  /** Adds an image. @param pixels [height, width, channels], eight bits a value */
  add(label: number, pixels: Uint8Array): Promise<void>;
  /** Completes the set; nothing may be added afterwards. */
  close(): Promise<void>;
}

export type OpenSetWriter = (description: SetDescription) => SetWriter;
