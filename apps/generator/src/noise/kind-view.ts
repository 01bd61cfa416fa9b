/** What the page does with the samples of a kind, beside showing their pictures. */
import type { Drawing, NoiseModel } from '@ganport/web/internal';

type Facts = NoiseModel['samples'];

/** Samples that are shown. */
export interface DrawnSamples {
  readonly drawing: Drawing;
  readonly facts: Facts;
  /** The name of the class of each sample, where they come in turn. */
  readonly classes: readonly (string | undefined)[];
  /** The number of the sample at a place of the canvas. */
  readonly sampleAt: (place: number) => number;
}

/** The page, for what only one kind has. */
export interface NoisePage {
  /** The last samples; undefined before the first. */
  readonly drawn: () => DrawnSamples | undefined;
  readonly onError: (thrown: unknown) => void;
}

export interface KindView {
  readonly nouns: readonly [one: string, many: string];
  /** Called once, before the first drawing. */
  readonly start?: (page: NoisePage) => void;
  /**
   * Shows samples in place of the canvas, those of an interpolation all at once.
   *
   * @param label what they are, in words
   */
  readonly show?: (drawn: DrawnSamples, label: string) => void;
  /** Called when pictures are on the canvas. @param noun what a sample is called */
  readonly onCanvas?: (count: number, columns: number, noun: string) => void;
  /** The samples as a file; the picture on the canvas where there is none. */
  readonly file?: (
    drawing: Drawing,
    facts: Facts,
  ) => { readonly extension: string; readonly content: BlobPart };
  /** What one sample is, for the line below the title. */
  readonly describe: (drawing: Drawing, facts: Facts) => string;
}
