/**
 * Gradients of gradient penalties, for every layer and every regularizer. tfjs's are compared with
 * central differences of the penalty. The traced graph's, on ONNX Runtime, with convolutions as
 * matrix products and as Conv, are compared with tfjs's.
 */
import * as tf from '@tensorflow/tfjs';
import { exportStep } from '@ganport/export';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { afterEach, describe, expect, test } from 'vitest';
import { regularizerNames, regularizers, type RegularizerName } from '../losses/index.ts';
import { withDraws } from '../random/ambient.ts';
import { drawRandomInputs } from '../random/random-inputs.ts';
import * as makers from './index.ts';
import {
  critic,
  drawnImages,
  joinedCritic,
  layerCases,
  type Critic,
} from './layer-cases.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const critics: [string, () => Critic][] = [
  ...Object.entries(layerCases).map(
    ([name, layers]) => [name, () => critic(layers)] as [string, () => Critic],
  ),
  ['concat', joinedCritic],
];

const seed = 3;

/** The penalty and its gradients by the critic's weights, in order. */
function gradients({ run, trainable }: Critic, name: RegularizerName, real: tf.Tensor) {
  const variables = [...trainable.values()];
  const penalty = () =>
    regularizers[name].penalty({ critic: run, real, generated: drawnImages(2) });
  const { grads, value } = tf.variableGrads(penalty, variables);
  // No slope depends on the last bias, and tfjs returns no gradient for it.
  const gradient = (variable: tf.Variable) => grads[variable.name] ?? tf.zerosLike(variable);
  return { value, grads: variables.map(gradient) };
}

/** Computes eagerly, and then restores what training mode has changed. */
function eager(network: Critic, name: RegularizerName) {
  const before = network.fixed.map((variable) => variable.clone());
  const result = tf.tidy(() =>
    withDraws(seed, 0, () => {
      const { value, grads } = gradients(network, name, drawnImages(1));
      return {
        value: value.dataSync()[0] as number,
        grads: grads.map((gradient) => [...gradient.dataSync()]),
      };
    }),
  );
  for (const [i, variable] of network.fixed.entries()) {
    variable.assign(before[i] as tf.Tensor);
    before[i]?.dispose();
  }
  return result;
}

/** The penalty with one weight moved by `by` in a direction. */
function penaltyAt(
  network: Critic,
  name: RegularizerName,
  weight: tf.Variable,
  direction: readonly number[],
  by: number,
) {
  const values = weight.dataSync().slice();
  const moved = values.map((value, i) => value + by * (direction[i] ?? NaN));
  weight.assign(tf.tensor(moved, weight.shape));
  const before = network.fixed.map((variable) => variable.clone());
  const value = tf.tidy(() =>
    withDraws(seed, 0, () => {
      const real = drawnImages(1);
      const generated = drawnImages(2);
      return regularizers[name].penalty({ critic: network.run, real, generated }).dataSync()[0];
    }),
  );
  weight.assign(tf.tensor(values, weight.shape));
  for (const [i, variable] of network.fixed.entries()) variable.assign(before[i] as tf.Tensor);
  return value as number;
}

/** Of length 1: along the element of the largest gradient, and one that all elements are part of. */
function directions(gradient: readonly number[]): Readonly<Record<string, readonly number[]>> {
  const sizes = gradient.map(Math.abs);
  const at = sizes.indexOf(Math.max(...sizes));
  const waves = gradient.map((_, i) => Math.sin(7 * i + 1));
  const length = Math.hypot(...waves);
  return {
    [`[${at}]`]: gradient.map((_, i) => Number(i === at)),
    ', all elements': waves.map((wave) => wave / length),
  };
}

test('every layer is tested', () => {
  // Layers of labels are in no critic of images alone; engines/step.test.ts tests them.
  const ofLabels = ['oneHot', 'planes', 'multiply'];
  // No critic has these: choices that generators draw, and what is between sounds and the critic's images.
  const ofGenerators = ['groupLogits', 'gumbelSoftmax', 'gumbel', 'textWriter', 'slice'];
  const ofSounds = ['fromLogSpectrogram', 'toLogSpectrogram'];
  const others = new Set([...ofLabels, ...ofGenerators, ...ofSounds]);
  const isTested = (name: string) =>
    others.has(name) || critics.some(([title]) => title.split(/\W/)[0] === name);
  expect(Object.keys(makers).filter((name) => !isTested(name))).toEqual([]);
});

describe.each(regularizerNames)('%s', (regularizer) => {
  test.each(critics)('its gradients through %s are the slopes of the penalty', (_, make) => {
    const network = make();
    const { grads } = eager(network, regularizer);
    // The scale of the whole gradient: that of one weight may be 0.
    const scale = Math.max(...grads.flat().map(Math.abs));
    expect(scale).toBeGreaterThan(1e-2);
    const step = 2e-3;
    for (const [i, [name, weight]] of [...network.trainable].entries()) {
      const gradient = grads[i] as number[];
      for (const [place, direction] of Object.entries(directions(gradient))) {
        const [up, down] = [step, -step].map((by) =>
          penaltyAt(network, regularizer, weight, direction, by),
        ) as [number, number];
        const slope = (up - down) / (2 * step);
        const expected = gradient.reduce((sum, value, k) => sum + value * (direction[k] ?? NaN), 0);
        // Rounding of the penalty, relative 1e-7, divided by the step; and the square of the step.
        expect(
          Math.abs(slope - expected),
          `${name}${place}: ${slope} against ${expected}`,
        ).toBeLessThan(5e-3 * scale);
      }
    }
  });
});

describe.each(['cpu', 'direct'] as const)('traced, convolutions as %s', (convolution) => {
  test.each(critics)('the penalty of %s and its gradients are those of tfjs', async (_, make) => {
    const network = make();
    const variables = [...network.trainable.values(), ...network.fixed];
    const { model, random } = await exportStep(
      ({ real }) => {
        const { value, grads } = gradients(network, 'gp', real as tf.Tensor);
        return Object.fromEntries([value, ...grads].map((tensor, i) => [`y${i}`, tensor]));
      },
      { inputs: { real: { shape: drawnImages(1).shape } }, variables, convolution },
    );
    const { value, grads } = eager(network, 'gp');
    const feeds: Record<string, HostTensor> = { real: host(drawnImages(1)) };
    for (const variable of variables) feeds[variable.name] = host(variable);
    for (const [i, data] of drawRandomInputs(random, seed, 0).entries()) {
      const { name, shape } = random[i] as (typeof random)[number];
      feeds[name] = { dtype: 'float32', dims: shape, data };
    }
    const session = await createSession(model.bytes(), { providers: ['cpu'], threads: 1 });
    try {
      const results = await session.run(feeds);
      const scale = Math.max(...grads.flat().map(Math.abs));
      for (const [i, expected] of [[value], ...grads].entries()) {
        const { data } = results[`y${i}`] as HostTensor;
        const actual = [...(data as Float32Array)];
        expect(actual.length).toBe(expected.length);
        const worst = Math.max(...actual.map((x, k) => Math.abs(x - (expected[k] ?? NaN))));
        // Float32 sums in another order.
        expect(worst).toBeLessThan(1e-4 * Math.max(scale, 1));
      }
    } finally {
      await session.dispose();
    }
  });
});

function host(tensor: tf.Tensor): HostTensor {
  return { dtype: 'float32', dims: tensor.shape, data: tensor.dataSync() as Float32Array };
}
