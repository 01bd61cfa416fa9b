/**
 * Training batches of the classifier: samples in a new order each epoch, each moved by up to two
 * units along both axes, pixels of an image. The seed and the step decide everything.
 */
import { batchIndices, fillUniform, keyed } from '@ganport/core/internal';
import { readSamples } from '../data/subset.ts';
import { shifts } from './front-ends.ts';
import type { Labeled } from './labeled.ts';

const SHIFT = 2;

export interface LabeledBatch {
  /** [batch, …shape] in [-1, 1] */
  readonly samples: Float32Array;
  readonly labels: Int32Array;
}

export async function shiftedBatch(
  data: Labeled,
  batchSize: number,
  seed: number,
  step: number,
): Promise<LabeledBatch> {
  const indices = batchIndices(data.size, batchSize, seed, step);
  const samples = await readSamples(data, indices);
  const moves = new Float32Array(2 * batchSize);
  fillUniform(keyed(seed, 'shift', step), moves, -SHIFT, SHIFT + 1);
  const length = samples.length / batchSize;
  const shift = shifts[data.kind ?? 'images'];
  for (let i = 0; i < batchSize; i++) {
    const [dy = 0, dx = 0] = moves.subarray(2 * i, 2 * i + 2).map(Math.floor);
    const sample = samples.subarray(i * length, (i + 1) * length);
    sample.set(shift(sample, data.shape, dy, dx));
  }
  return { samples, labels: indices.map((index) => data.labels[index] ?? NaN) };
}
