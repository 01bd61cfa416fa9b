/**
 * A data kind is what the samples of a data set are: images, points, sounds, jets, volumes, text, rows.
 * Its entry says which shapes a sample may have, what it is called in messages and in files, and how
 * samples become a picture. Values are float32, in [-1, 1] unless the kind is unbounded. @ganport/lab
 * adds how samples are read from files, written and measured.
 */
import type { HostTensor } from '@ganport/runtime';
import type { Pixels } from '../pictures/pixels.ts';
import type { Table } from '../tables/table.ts';
import type { Vocabulary } from '../text/vocabulary.ts';

/** The shape of a sample, without the batch: [height, width, channels] for an image. */
export type SampleShape = readonly number[];

/** Settings that describe the samples of a kind, beside their shape. */
export interface SampleSettings {
  /** Of sounds: samples a second. */
  readonly sampleRate?: number | undefined;
  /** Of text: the characters by number. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Of rows: the columns of their table. */
  readonly table?: Table | undefined;
}

/** A file of samples. */
export interface SampleFile {
  /** Without the dot. */
  readonly extension: string;
  readonly bytes: Uint8Array;
}

export interface DataKind {
  readonly name: string;
  /** What a sample and several samples are called: `image`, `images`. */
  readonly noun: readonly [one: string, many: string];
  /** The name of a batch of samples in networks and in ONNX files. */
  readonly tensor: string;
  /** The field of a configuration that has the shape of the samples. */
  readonly setting: 'image' | 'sample';
  /** Whether values have no upper end; the kind says what 1 stands for, and 0 is nothing. */
  readonly isUnbounded?: boolean;
  /** A sample in words, for display: `28 × 28 × 1`. */
  describe(shape: SampleShape, settings?: SampleSettings): string;
  /** What is wrong with a shape; undefined for one that samples may have. */
  problem(shape: SampleShape): string | undefined;
  /**
   * Arranges one batch in rows of `columns`. With several batches, each row has one sample of every batch.
   *
   * @param batches float32 [count, …shape] in [-1, 1], with the same count in each batch
   * @param columns one for each batch unless given
   * @param names a name for each sample
   * @param settings what describes the samples beside their shape
   */
  picture(
    batches: readonly HostTensor[],
    shape: SampleShape,
    columns?: number,
    names?: readonly string[],
    settings?: SampleSettings,
  ): Pixels;
  /** For samples that are text: one line each; of rows also the names of the columns. */
  readonly lines?: (batch: HostTensor, shape: SampleShape, settings: SampleSettings) => string[];
  /** For samples that say little alone: one picture of many samples and as many real ones. */
  readonly comparison?: {
    readonly count: number;
    picture(real: Float32Array, generated: Float32Array, settings: SampleSettings): Pixels;
  };
  /**
   * For samples whose classes are not equally frequent: those of `count` samples, by number, where nobody
   * chooses them. Otherwise classes take turns.
   */
  readonly drawClasses?: (settings: SampleSettings, seed: number, count: number) => Int32Array;
  /** For samples that are more than a picture: a batch as one file that is written beside it. */
  readonly file?: {
    /** Without the dot. */
    readonly extension: string;
    encode(batch: HostTensor, shape: SampleShape, settings: SampleSettings): Uint8Array;
  };
  /** Entries of the metadata of ONNX files that make or take samples. */
  readonly metadata?: (settings: SampleSettings) => Readonly<Record<string, string>>;
}

/** The number of values of a sample. */
export function sampleLength(shape: SampleShape): number {
  return shape.reduce((product, size) => product * size, 1);
}
