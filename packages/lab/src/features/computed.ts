/** Extractors that are no files: their features are computed of each sample, by a formula. */
import { createHash } from 'node:crypto';
import type { SampleShape } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';
import { asFeatures } from '@ganport/core/metrics';
import type { Extractor } from './interface.ts';

export interface Formula {
  /** What users name it. */
  readonly name: string;
  /** What kept statistics know it by: another text where the features of the same sample change. */
  readonly identity: string;
  /** The number of features. @throws LabError for samples that it does not take */
  width(shape: SampleShape): number;
  features(sample: Float32Array, shape: SampleShape): ArrayLike<number>;
}

export function computedExtractor({ name, identity, width, features }: Formula): Extractor {
  return {
    name,
    sha256: createHash('sha256').update(identity).digest('hex'),
    classifies: false,
    metadata: {},
    async extract(samples, shape) {
      const length = sampleLength(shape);
      const size = width(shape);
      const data = new Float32Array((samples.length / length) * size);
      for (let i = 0; i < samples.length / length; i++) {
        data.set(features(samples.subarray(i * length, (i + 1) * length), shape), i * size);
      }
      return { features: asFeatures(data, size) };
    },
    dispose: async () => {},
  };
}

/** A feature that is an observable of physics. */
export interface ObservableColumn<Name extends string> {
  readonly name: Name;
  /** The feature of an observable, and back, so that all features are of order 1. */
  readonly feature: (observable: number) => number;
  readonly observable: (feature: number) => number;
}

/** A column whose feature 1 is the observable `unit`. */
export function inUnits<Name extends string>(name: Name, unit: number): ObservableColumn<Name> {
  return {
    name,
    feature: (observable) => observable / unit,
    observable: (feature) => feature * unit,
  };
}

/** The features of observables, in the order of the columns. */
export function featuresOf<Name extends string>(
  columns: readonly ObservableColumn<Name>[],
  observables: Readonly<Record<Name, number>>,
): number[] {
  return columns.map(({ name, feature }) => feature(observables[name]));
}
