/** What a metric of evaluations is: the data that it needs, its value of samples, and its floor. */
import type { Dataset } from '@ganport/core';
import type { Spread } from '@ganport/core/metrics';
import type { SampleSet } from './sample-set.ts';

export type MetricValues = Readonly<Record<string, number | Spread>>;

/** A set of samples with all that a metric may need. */
export interface Judged extends SampleSet {
  /** The samples themselves, with labels where there are any; only where a metric needs them. */
  readonly samples?: Dataset;
}

export interface MetricContext {
  readonly seed: number;
  readonly threads?: number;
  /** Receives the progress of slow metrics. */
  readonly onProgress?: (label: string, done: number, total: number) => void;
}

export interface Metric {
  /**
   * What it needs beside features: those of the extractors of jets and volumes (observables), or jets or volumes
   * themselves, where other kinds are left out; detector images are both.
   */
  readonly needs?:
    | 'probabilities'
    | 'labels'
    | 'observables'
    | 'volumeObservables'
    | 'spectrum'
    | 'jets'
    | 'volumes'
    | 'detector';
  /** The least number of samples, and the reason. */
  least(sizes: { readonly width: number; readonly classes: number }): {
    readonly count: number;
    readonly why: string;
  };
  /** The value of samples against real images. */
  value(
    samples: Judged,
    reference: Judged,
    heldOut: Judged,
    context: MetricContext,
  ): Promise<MetricValues>;
  /** The value of held-out real images in place of samples. */
  floor(reference: Judged, heldOut: Judged, context: MetricContext): Promise<MetricValues>;
}
