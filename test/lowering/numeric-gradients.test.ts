/**
 * Gradients of convolutions against numeric differences, so that mistakes of tfjs's own gradients are
 * found too. Σ conv(x, w)² is quadratic in x and in w, where a central difference is exact for
 * any step; the step is large, so that the rounding of float32 is small.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onOnnxRuntime, onTfjs, type CaseFunction, type Inputs } from './support/compute.ts';
import { bothStrategies } from './support/lowering-case.ts';
import { floats } from './support/numbers.ts';
import { slopes } from './support/slopes.ts';

type Layer = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;

const layers: Readonly<Record<string, { inputs: Inputs; layer: Layer }>> = {
  'conv2d, stride 2, same': {
    inputs: { x: floats([2, 5, 6, 8], 1, -1, 1), filter: floats([3, 3, 8, 9], 2, -1, 1) },
    layer: (x, filter) => tf.conv2d(x, filter, 2, 'same'),
  },
  'conv2d, stride 1, valid': {
    inputs: { x: floats([1, 4, 5, 9], 1, -1, 1), filter: floats([2, 3, 9, 8], 2, -1, 1) },
    layer: (x, filter) => tf.conv2d(x, filter, 1, 'valid'),
  },
  'conv2d in tiles': {
    inputs: { x: floats([1, 8, 9, 16], 1, -1, 1), filter: floats([3, 5, 16, 16], 2, -1, 1) },
    layer: (x, filter) => tf.conv2d(x, filter, 1, 'same'),
  },
  'conv2dTranspose, stride 2': {
    inputs: { x: floats([2, 3, 3, 8], 1, -1, 1), filter: floats([4, 4, 9, 8], 2, -1, 1) },
    layer: (x, filter) => tf.conv2dTranspose(x, filter, [2, 6, 6, 9], 2, 'same'),
  },
  'depthwiseConv2d, stride 2': {
    inputs: { x: floats([2, 5, 6, 3], 1, -1, 1), filter: floats([3, 3, 3, 2], 2, -1, 1) },
    layer: (x, filter) => tf.depthwiseConv2d(x, filter, 2, 'same'),
  },
};

const step = 0.5;
const elementsTried = 5;

/** (f(v + step) − f(v − step)) / 2 step at element `at` of an input. */
function numericSlope(inputs: Inputs, layer: Layer, name: string, at: number): number {
  const cost: CaseFunction = ({ x, filter }) =>
    tf.sum(tf.square(layer(x as tf.Tensor4D, filter as tf.Tensor4D)));
  const costAt = (move: number) => {
    const moved = Object.entries(inputs).map(([input, numbers]) => {
      const values = numbers.values.map((v, i) => (input === name && i === at ? v + move : v));
      return [input, { ...numbers, values }] as const;
    });
    return onTfjs(Object.fromEntries(moved), cost)['y0']?.values[0] ?? NaN;
  };
  return (costAt(step) - costAt(-step)) / (2 * step);
}

for (const [name, { inputs, layer }] of Object.entries(layers)) {
  test.each(bothStrategies)(`gradients of ${name} with the strategy %s`, async (convolution) => {
    const { results } = await onOnnxRuntime(
      inputs,
      ({ x, filter }) => slopes(layer, [x as tf.Tensor4D, filter as tf.Tensor4D]),
      { convolution },
    );
    for (const [i, [input, numbers]] of Object.entries(inputs).entries()) {
      const slope = results[`y${i}`]?.data ?? [];
      for (let k = 0; k < elementsTried; k++) {
        const at = Math.floor(((k + 0.5) * numbers.values.length) / elementsTried);
        const expected = numericSlope(inputs, layer, input, at);
        // A sum of hundreds of squares in float32, divided by the step.
        expect(Math.abs(Number(slope[at]) - expected)).toBeLessThan(1e-2);
      }
    }
  });
}
