/** What turns samples into features. */
import type { SampleShape } from '@ganport/core';
import type { Features } from '@ganport/core/metrics';
import type { Model } from '@ganport/graph';

export interface Extracted {
  /** [count, width] */
  readonly features: Features;
  /** [count, classes], rows that sum to 1; only from classifiers. */
  readonly probabilities?: Features;
}

export interface Extractor {
  /** The file's name. */
  readonly name: string;
  /** The SHA-256 of the file's content, in hexadecimal. */
  readonly sha256: string;
  /** The shape of its own samples, where it takes no other. */
  readonly own?: SampleShape | undefined;
  /** Whether it returns probabilities with the features. */
  readonly classifies: boolean;
  readonly metadata: Model['metadata'];
  /** @param samples [count, …shape] in [-1, 1], any count */
  extract(samples: Float32Array, shape: SampleShape): Promise<Extracted>;
  dispose(): Promise<void>;
}
