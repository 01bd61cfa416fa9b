import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import { minimax, nonSaturating } from './loss.ts';
import { lossPresets } from './presets.ts';
import { relativistic } from './relativistic.ts';
import { clipWeights, wasserstein } from './wasserstein.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const realLogits = [0.3, -1.2, 4, 0.9];
const generatedLogits = [-2, 0.5, 0.1, -0.4];
const number = (scalar: tf.Scalar) => scalar.dataSync()[0] as number;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));

const losses = {
  'non-saturating': nonSaturating,
  minimax,
  lsgan: leastSquares,
  hinge,
  wgan: wasserstein,
  rsgan: relativistic,
};
type LossName = keyof typeof losses;
const lossNames = Object.keys(losses) as LossName[];

/** Each loss as in its paper, in float64. */
const closedForms: Record<
  LossName,
  {
    discriminator: (real: number[], generated: number[], label: number) => number;
    generator: (generated: number[], real: number[]) => number;
  }
> = {
  'non-saturating': {
    discriminator: (real, generated, label) => crossEntropy(real, generated, label),
    generator: (generated) => mean(generated.map((x) => softplus(-x))),
  },
  minimax: {
    discriminator: (real, generated, label) => crossEntropy(real, generated, label),
    generator: (generated) => mean(generated.map((x) => Math.log(1 - 1 / (1 + Math.exp(-x))))),
  },
  lsgan: {
    discriminator: (real, generated, label) =>
      (mean(real.map((x) => (x - label) ** 2)) + mean(generated.map((x) => x ** 2))) / 2,
    generator: (generated) => mean(generated.map((x) => (x - 1) ** 2)),
  },
  hinge: {
    discriminator: (real, generated) =>
      mean(real.map((x) => Math.max(0, 1 - x))) + mean(generated.map((x) => Math.max(0, 1 + x))),
    generator: (generated) => -mean(generated),
  },
  wgan: {
    discriminator: (real, generated) => mean(generated) - mean(real),
    generator: (generated) => -mean(generated),
  },
  rsgan: {
    discriminator: (real, generated) =>
      mean(real.map((x, i) => -Math.log(sigmoid(x - (generated[i] ?? NaN))))),
    generator: (generated, real) =>
      mean(generated.map((x, i) => -Math.log(sigmoid(x - (real[i] ?? NaN))))),
  },
};

function crossEntropy(real: number[], generated: number[], label: number): number {
  const onReal = real.map((x) => label * softplus(-x) + (1 - label) * softplus(x));
  return mean(onReal) + mean(generated.map(softplus));
}

const labeled: readonly LossName[] = ['non-saturating', 'minimax', 'lsgan'];

describe.each(lossNames)('%s', (name) => {
  const loss = losses[name];
  const { discriminator, generator } = closedForms[name];

  test.each([
    ['logits', [4, 1]],
    ['a map of patches', [1, 2, 2, 1]],
  ])("is its paper's formula, on %s", (_, shape) => {
    const real = tf.tensor(realLogits, shape);
    const generated = tf.tensor(generatedLogits, shape);
    const d = loss.discriminator(real, generated);
    expect(d.shape).toEqual([]);
    expect(number(d)).toBeCloseTo(discriminator(realLogits, generatedLogits, 1), 6);
    const g = loss.generator(generated, () => real);
    expect(g.shape).toEqual([]);
    expect(number(g)).toBeCloseTo(generator(generatedLogits, realLogits), 6);
  });

  test('its gradients are the slopes of the closed form', () => {
    const real = tf.tensor2d(realLogits, [4, 1]);
    const generated = tf.tensor2d(generatedLogits, [4, 1]);
    const [dReal, dGenerated] = tf.grads((r, g) => loss.discriminator(r, g))([real, generated]);
    const dG = tf.grad((g) => loss.generator(g, () => real))(generated);
    // Central differences in float64, at points away from the kinks of hinge: exact to 1e-8.
    const slopes = (values: number[], f: (values: number[]) => number) =>
      values.map((_, i) => {
        const at = (by: number) => f(values.map((x, k) => (k === i ? x + by : x)));
        return (at(1e-4) - at(-1e-4)) / 2e-4;
      });
    const expected = [
      slopes(realLogits, (r) => discriminator(r, generatedLogits, 1)),
      slopes(generatedLogits, (g) => discriminator(realLogits, g, 1)),
      slopes(generatedLogits, (g) => generator(g, realLogits)),
    ];
    for (const [i, gradient] of [dReal, dGenerated, dG].entries()) {
      const values = [...(gradient as tf.Tensor).dataSync()];
      for (const [k, value] of values.entries()) {
        expect(value).toBeCloseTo(expected[i]?.[k] ?? NaN, 6);
      }
    }
  });
});

test.each(labeled)(
  "%s: a smoothed label is the discriminator's target for real samples",
  (name) => {
    const real = tf.tensor1d(realLogits);
    const generated = tf.tensor1d(generatedLogits);
    const d = losses[name].discriminator(real, generated, { realLabel: 0.9 });
    const expected = closedForms[name].discriminator(realLogits, generatedLogits, 0.9);
    expect(number(d)).toBeCloseTo(expected, 6);
    for (const realLabel of [0, -1, 1.1, NaN]) {
      expect(() => losses[name].discriminator(real, generated, { realLabel })).toThrow(
        `real label: must be in (0, 1], got ${realLabel}`,
      );
    }
  },
);

test.each(lossNames.filter((name) => !labeled.includes(name)))(
  '%s has no label to smooth: a label is refused',
  (name) => {
    const x = tf.zeros([2, 1]);
    const smooth = () => losses[name].discriminator(x, x, { realLabel: 0.9 });
    expect(smooth).toThrow(CoreError);
    expect(smooth).toThrow(
      new RegExp(`^${name}: .* has no label to smooth; leave the real label \\(0.9\\) out$`),
    );
  },
);

test('each loss has a preset of its name, and WGAN-GP is the Wasserstein loss with a penalty', () => {
  for (const name of lossNames) {
    expect(lossPresets[name].loss).toBe(losses[name]);
    expect(losses[name].name).toBe(name);
  }
  expect(lossPresets['wgan-gp']).toMatchObject({
    loss: losses.wgan,
    regularizer: { name: 'gp', weight: 10 },
    discriminatorSteps: 5,
    optimizers: { discriminator: { learningRate: 1e-4, beta1: 0.5, beta2: 0.9 } },
  });
  expect(lossPresets.wgan).toMatchObject({ clip: 0.01, discriminatorSteps: 5 });
});

test('the relativistic loss needs the logits of real samples', () => {
  expect(() => relativistic.generator(tf.zeros([2, 1]))).toThrow('give their logits');
});

test('clipping keeps all elements within the bound, and leaks no tensors', () => {
  const weights = [tf.variable(tf.tensor1d([-3, -0.005, 0, 0.02])), tf.variable(tf.scalar(0.5))];
  const before = tf.memory().numTensors;
  clipWeights(weights, 0.01);
  expect(tf.memory().numTensors).toBe(before);
  expect(weights.map((weight) => [...weight.dataSync()])).toEqual([
    [-0.01, -0.005, 0, 0.01].map(Math.fround),
    [Math.fround(0.01)],
  ]);
  for (const bound of [0, -1, NaN, Infinity]) {
    expect(() => clipWeights(weights, bound)).toThrow(`clip: must be a positive number`);
  }
});
