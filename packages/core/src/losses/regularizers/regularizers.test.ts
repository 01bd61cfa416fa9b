/**
 * Regularizers of critics with known gradients: D(x) = w · x has the gradient w everywhere;
 * D(x) = ‖x‖² / 2 has the gradient x, which shows at which points a penalty is measured. The gradients
 * of regularizers through every layer are tested in layers/second-order.test.ts.
 */
import * as tf from '@tensorflow/tfjs';
import { at } from '@ganport/graph/ops';
import { expect, test } from 'vitest';
import { drawn } from '../../layers/layer-cases.test.support.ts';
import { withDraws } from '../../random/ambient.ts';
import { drawRandomInputs } from '../../random/random-inputs.ts';
import { regularizerNames, regularizerOf, regularizers } from './index.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const shape = [3, 2, 2, 1];
const real = drawn(shape, 1);
const generated = drawn(shape, 2);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const rows = (images: tf.Tensor) => images.reshape([3, 4]).arraySync() as number[][];
const norm = (values: readonly number[]) => Math.hypot(...values);

const linear = (factor: number) => (x: tf.Tensor) => x.mul(factor).sum([1, 2, 3]).expandDims(1);
const bowl = (x: tf.Tensor) => x.square().mul(0.5).sum([1, 2, 3]).expandDims(1);

const penalty = (name: keyof typeof regularizers, critic: (x: tf.Tensor) => tf.Tensor) =>
  withDraws(5, 0, () => regularizers[name].penalty({ critic, real, generated }));
const number = (scalar: tf.Scalar) => {
  expect(scalar.shape).toEqual([]);
  return scalar.dataSync()[0] as number;
};

/** The first draw of the step, uniform in [0, 1). */
const draw = (of: number[]) => {
  const distribution = { kind: 'uniform', min: 0, max: 1 } as const;
  const [values] = drawRandomInputs([{ name: 'u', shape: of, distribution }], 5, 0);
  return [...(values ?? [])];
};

test('a linear critic: the squared distance of the norm to 1, or half its square', () => {
  // The gradient is `factor` in each of four elements.
  for (const factor of [0.1, 0.5, 3]) {
    expect(number(penalty('gp', linear(factor)))).toBeCloseTo((2 * factor - 1) ** 2, 5);
    expect(number(penalty('dragan', linear(factor)))).toBeCloseTo((2 * factor - 1) ** 2, 5);
    expect(number(penalty('r1', linear(factor)))).toBeCloseTo((2 * factor) ** 2 / 2, 5);
  }
});

test('a critic with a map of patches is penalized for their sum', () => {
  const patches = (x: tf.Tensor) => x.mul(0.25);
  expect(number(penalty('gp', patches))).toBeCloseTo((0.5 - 1) ** 2, 5);
});

test('gp is measured between real and generated samples, with an α of its own for each', () => {
  const alpha = draw([3, 1, 1, 1]);
  const from = rows(real);
  const to = rows(generated);
  const between = from.map((row, n) => {
    const share = at(alpha, n);
    return row.map((x, i) => share * x + (1 - share) * (to[n]?.[i] ?? NaN));
  });
  expect(new Set(alpha).size).toBe(3);
  const expected = mean(between.map((row) => (norm(row) - 1) ** 2));
  expect(number(penalty('gp', bowl))).toBeCloseTo(expected, 5);
});

test('r1 is measured at real samples', () => {
  const expected = mean(rows(real).map((row) => norm(row) ** 2)) / 2;
  expect(number(penalty('r1', bowl))).toBeCloseTo(expected, 5);
});

test('dragan is measured up to half a standard deviation away from real samples', () => {
  const all = rows(real).flat();
  const deviation = Math.sqrt(mean(all.map((x) => (x - mean(all)) ** 2)));
  const u = draw(shape);
  const around = rows(real).map((row, n) =>
    row.map((x, i) => x + 0.5 * deviation * at(u, 4 * n + i)),
  );
  const expected = mean(around.map((row) => (norm(row) - 1) ** 2));
  expect(number(penalty('dragan', bowl))).toBeCloseTo(expected, 5);
});

test('a critic whose gradient is 0 has a finite penalty and gradient', () => {
  const weight = tf.variable(tf.scalar(0));
  const { value, grads } = tf.variableGrads(
    () => penalty('gp', (x) => x.mul(weight).sum([1, 2, 3]).expandDims(1)),
    [weight],
  );
  expect(number(value)).toBeCloseTo(1, 5);
  expect(Number.isFinite((grads[weight.name] as tf.Tensor).dataSync()[0])).toBe(true);
});

test('regularizers have names and the weights of their papers; an unknown name is refused', () => {
  const weights = regularizerNames.map((name) => [name, regularizerOf(name).defaultWeight]);
  expect(weights).toEqual([
    ['gp', 10],
    ['r1', 10],
    ['dragan', 10],
  ]);
  for (const name of regularizerNames) expect(regularizerOf(name).name).toBe(name);
  expect(() => regularizerOf('r2')).toThrow(
    "regularizer: there is no 'r2'; choose one of gp, r1, dragan",
  );
});
