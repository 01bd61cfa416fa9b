/**
 * Node's half of a data kind: how its samples are stored in files, and how a network that judges samples
 * takes them. core's half says what a sample is.
 */
import type { SampleSettings, SampleShape } from '@ganport/core';
import type { Model } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import type { NpzArrays } from '../data/archive.ts';

/** Samples as files hold them: bytes of images, sixteen bits of sounds, numbers of jets and volumes. */
export type Stored = Uint8Array | Int16Array | Float32Array;

/** The input of a network that turns samples into features. */
export interface SampleInput {
  readonly name: string;
  /** The fixed number of samples of a batch; undefined where any number fits. */
  readonly batch?: number;
  /** The shape of its own samples, where the file fixes it. */
  readonly own?: SampleShape | undefined;
  /** The number of values that a sample of a shape has at the input. */
  values(shape: SampleShape): number;
  /**
   * Converts samples [count, …shape] to a tensor for the input.
   *
   * @throws LabError 'data-mismatch' for samples that it does not take
   */
  fit(samples: Float32Array, shape: SampleShape): Promise<HostTensor>;
}

/** Samples with what describes them. */
export interface ManySamples {
  /** [count, …shape], as networks make them. */
  readonly data: Float32Array;
  readonly shape: SampleShape;
  readonly settings: SampleSettings;
  /** [count], where the samples follow a condition. */
  readonly conditions?: Float32Array | undefined;
}

export interface KindInLab {
  /**
   * Values as files hold them. Evaluation sees every sample through this, so that a generator
   * and the folder of its samples get the same numbers.
   */
  toStored(values: Float32Array): Stored;
  fromStored(stored: Stored): Float32Array;
  /** The samples that can be drawn and judged, in words for messages, and whether a shape is one. */
  readonly drawn: {
    readonly what: string;
    /** A batch of them: `images [batch, height, width, 1 or 3]`. */
    readonly expected: string;
    takes(shape: SampleShape, settings: SampleSettings): boolean;
  };
  /** The value of a sample with nothing in it. */
  readonly blank: number;
  /** The extension of a file of one sample, and its bytes. */
  readonly extension: string;
  encode(sample: Float32Array, shape: SampleShape, settings: SampleSettings): Promise<Uint8Array>;
  /**
   * Many samples as the arrays of an NPZ file.
   *
   * @param classes the arrays of their classes; none where they have no classes
   */
  arrays(samples: ManySamples, classes: NpzArrays): NpzArrays;
  /** Many samples as the objects of a JSON file, for those that are texts and numbers. */
  readonly records?: (samples: ManySamples) => Readonly<Record<string, string | number>>[];
  /**
   * Finds the one input of a model that judges samples.
   *
   * @param path named in errors
   * @throws LabError 'data-mismatch' for a model with any other input
   */
  inputOf(model: Model, path: string): SampleInput;
}
