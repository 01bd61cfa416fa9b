import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { minibatchStddev } from './minibatch-stddev.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The standard deviation of each element over the samples, averaged over the elements, in float64. */
function deviation(samples: readonly number[][]): number {
  const elements = samples[0]?.map((_, at) => samples.map((sample) => sample[at] as number)) ?? [];
  return mean(
    elements.map((values) => {
      const center = mean(values);
      return Math.sqrt(mean(values.map((x) => (x - center) ** 2)) + 1e-8);
    }),
  );
}

test.each([
  ['groups of four: samples i, i + 2, i + 4 … of eight', 8, true, 2],
  ['the whole batch where it is no multiple of four', 6, true, 1],
  ['the whole batch in inference', 8, false, 1],
])('%s', (_, batch, training, groups) => {
  const x = drawn([batch, 2, 3, 2], 1);
  const y = minibatchStddev('stddev').apply(x, { training }) as tf.Tensor4D;
  expect(y.shape).toEqual([batch, 2, 3, 3]);
  expect(y.slice([0, 0, 0, 0], [-1, -1, -1, 2]).dataSync()).toEqual(x.dataSync());
  const samples = x.reshape([batch, 12]).arraySync() as number[][];
  const added = y.slice([0, 0, 0, 2], [-1, -1, -1, 1]).reshape([batch, 6]);
  for (const [i, values] of (added.arraySync() as number[][]).entries()) {
    const group = samples.filter((_sample, k) => k % groups === i % groups);
    for (const value of values) expect(value).toBeCloseTo(deviation(group), 5);
  }
});

test('vectors get one additional element', () => {
  const x = drawn([4, 5], 1);
  const layer = minibatchStddev('stddev');
  const y = layer.apply(x, { training: true }) as tf.Tensor2D;
  expect(y.shape).toEqual([4, 6]);
  expect(layer.computeOutputShape([null, 5])).toEqual([null, 6]);
  const expected = deviation(x.arraySync() as number[][]);
  for (const row of y.arraySync()) expect(row.at(-1)).toBeCloseTo(expected, 5);
});
