import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { minibatchDiscrimination } from './minibatch-discrimination.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

test('features of closeness are those of the definition, in float64', () => {
  const [batch, features, kernels, dimensions] = [5, 4, 3, 2];
  const x = drawn([batch, features], 1);
  const layer = minibatchDiscrimination('closeness', kernels, dimensions);
  layer.build(x.shape);
  layer.setWeights([drawn([features, kernels * dimensions], 2)]);
  const y = (layer.apply(x) as tf.Tensor2D).arraySync();
  const rows = x.arraySync() as number[][];
  const matrix = layer.getWeights()[0]?.arraySync() as number[][];
  const vector = (row: number[], kernel: number) =>
    Array.from({ length: dimensions }, (_, d) =>
      row.reduce((sum, value, k) => sum + value * (matrix[k]?.[kernel * dimensions + d] ?? NaN), 0),
    );
  for (const [i, row] of rows.entries()) {
    expect(y[i]?.slice(0, features)).toEqual(row);
    for (let kernel = 0; kernel < kernels; kernel++) {
      const own = vector(row, kernel);
      const closeness = rows.reduce((sum, other, j) => {
        if (j === i) return sum;
        const theirs = vector(other, kernel);
        const distance = own.reduce((total, v, d) => total + Math.abs(v - (theirs[d] ?? NaN)), 0);
        return sum + Math.exp(-distance);
      }, 0);
      expect(y[i]?.[features + kernel]).toBeCloseTo(closeness, 5);
    }
  }
  expect(layer.computeOutputShape([null, features])).toEqual([null, features + kernels]);
});
