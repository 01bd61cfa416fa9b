/** What the writer draws, against the distribution of its logits, and what it learns from. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { sequence } from '../models/chain.ts';
import { applyNetwork, createNetwork, type Network } from '../models/network.ts';
import { crossEntropyOf } from '../objectives/likelihood.ts';
import { dense } from './common.ts';
import { gumbel } from './gumbel.ts';
import { drawn } from './layer-cases.test.support.ts';
import { logitsOfText, textWriter } from './text-writer.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const options = { slots: 2, heads: 2, headSize: 3, embedding: 4 };
const LENGTH = 5;
const CHARACTERS = 6;

function writer(length = LENGTH, characters = CHARACTERS): Network {
  const network = createNetwork(
    'writer',
    sequence('noise', [length, characters], () => [gumbel('gumbel'), textWriter('text', options)]),
  );
  for (const [i, [name, weight]] of [...network.weights].entries()) {
    if (network.trainable.has(name)) weight.assign(drawn(weight.shape, 30 + i, 0.7));
  }
  return network;
}

const write = (network: Network, noise: tf.Tensor, training = false) =>
  applyNetwork(network, { noise }, training)['text'] as tf.Tensor3D;
const gumbelOf = (noise: tf.Tensor) => gumbel('gumbel').apply(noise) as tf.Tensor;

test('Gumbel noise is finite at both ends and has the quantiles of its distribution', () => {
  const uniform = tf.tensor1d([-1, -0.5, 0, 0.5, 1 - 2 ** -23, 1]);
  const values = [...gumbelOf(uniform).dataSync()];
  expect(values.every(Number.isFinite)).toBe(true);
  const expected = [0.25, 0.5, 0.75].map((u) => -Math.log(-Math.log(u)));
  for (const [i, value] of expected.entries()) expect(values[i + 1]).toBeCloseTo(value, 5);
});

test('it draws characters as often as the softmax of its logits says', () => {
  const network = writer(1, 4);
  const logits = [0.5, -1, 1.2, 0];
  for (const [name, weight] of network.trainable) {
    const isBias = name === 'text/logits/bias';
    weight.assign(isBias ? tf.tensor1d(logits) : tf.zerosLike(weight));
  }
  const count = 4000;
  const drawnCharacters = write(network, drawn([count, 1, 4], 5))
    .sum([0, 1])
    .dataSync();
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  for (const [i, times] of [...drawnCharacters].entries()) {
    const likely = Math.exp(logits[i] as number) / total;
    const deviation = Math.sqrt(count * likely * (1 - likely));
    expect(Math.abs(times - count * likely)).toBeLessThan(4 * deviation);
  }
});

test('each character follows from the logits given those before it', () => {
  const network = writer();
  const noise = drawn([7, LENGTH, CHARACTERS], 6);
  const text = write(network, noise);
  expect(text.sum(-1).dataSync()).toEqual(new Float32Array(7 * LENGTH).fill(1));
  const scores = logitsOfText(network.model, text).add(gumbelOf(noise));
  expect(scores.argMax(-1).dataSync()).toEqual(text.argMax(-1).dataSync());
  // Not the same line each time.
  expect(new Set((text.argMax(-1).arraySync() as number[][]).map(String)).size).toBeGreaterThan(3);
});

test('in training every place is the softmax of logits and noise times the temperature', () => {
  const network = writer();
  network.weights.get('text/temperature')?.assign(tf.scalar(3));
  const noise = drawn([2, LENGTH, CHARACTERS], 7);
  const scores = logitsOfText(network.model, write(network, noise)).add(gumbelOf(noise));
  const difference = write(network, noise, true).sub(tf.softmax(scores.mul(3)));
  expect(difference.abs().max().dataSync()[0]).toBeLessThan(1e-5);
});

test('the cross-entropy is the mean of −log p of the characters, and its gradients are its slopes', () => {
  const network = writer();
  const { model, trainable } = network;
  const lines = write(network, drawn([3, LENGTH, CHARACTERS], 8));
  const loss = () => crossEntropyOf(logitsOfText(model, lines), lines);
  const logits = logitsOfText(model, lines).arraySync();
  const places = (lines.argMax(-1).arraySync() as number[][]).flatMap((line, i) =>
    line.map((character, place) => {
      const row = logits[i]?.[place] ?? [];
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return Math.log(total) - (row[character] ?? NaN);
    }),
  );
  const mean = places.reduce((a, b) => a + b) / places.length;
  expect(loss().dataSync()[0]).toBeCloseTo(mean, 5);

  const { grads } = tf.variableGrads(loss, [...trainable.values()]);
  const step = 1e-2;
  for (const [i, [name, weight]] of [...trainable].entries()) {
    const along = drawn(weight.shape, 60 + i);
    const start = weight.clone();
    const at = (by: number) => {
      weight.assign(start.add(along.mul(by)));
      return loss().dataSync()[0] ?? NaN;
    };
    const slope = (at(step) - at(-step)) / (2 * step);
    weight.assign(start);
    const exact = (grads[weight.name] as tf.Tensor).mul(along).sum().dataSync()[0] ?? NaN;
    expect(Math.abs(slope - exact), `weight ${name}`).toBeLessThan(
      2e-3 * Math.max(1, Math.abs(exact)),
    );
  }
});

test('a saved and loaded writer writes the same', async () => {
  const network = writer();
  let saved: tf.io.ModelArtifacts | undefined;
  await network.model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
  const noise = drawn([4, LENGTH, CHARACTERS], 9);
  expect((loaded.predict(noise) as tf.Tensor).dataSync()).toEqual(write(network, noise).dataSync());
});

test('a network that writes no text has no likelihood', () => {
  const { model } = createNetwork(
    'other',
    sequence('noise', [3], () => [dense('text', 2)]),
  );
  expect(() => logitsOfText(model, tf.zeros([1, 5, 6]))).toThrow(
    'other: has no text writer, so the likelihood of text is not known',
  );
});
