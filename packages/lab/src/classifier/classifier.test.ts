/** Training, exporting and opening small classifiers, and the one that ganport ships. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test } from 'vitest';
import { byteDataset } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { predictedClasses } from '@ganport/core/metrics';
import { readModelFile } from '@ganport/graph';
import { loadMnist } from '../data/mnist.ts';
import { temporaryFolder } from '../features/extractors.test.support.ts';
import { readSamples } from '../data/subset.ts';
import { exportClassifier } from './export-classifier.ts';
import { asLabeled, type Labeled } from './labeled.ts';
import { createClassifierNetwork } from './network.ts';
import { openClassifier, shippedClassifier } from './open-classifier.ts';
import { trainClassifier } from './train-classifier.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());
const folder = temporaryFolder();

/** Noise of 8 × 8 pixels in color; the class is the brightest channel. */
function colors(seed: number, size: number): Labeled {
  const noise = new Float32Array(size * 192);
  fillUniform(keyed(seed, 'test'), noise, 0, 100);
  const pixels = Uint8Array.from(noise, (value, i) =>
    i % 3 === Math.floor(i / 192) % 3 ? value + 60 : value,
  );
  const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
  const shape = [8, 8, 3] as const;
  const classes = ['red', 'green', 'blue'];
  return asLabeled(byteDataset({ name: 'colors', shape, size, pixels, labels, classes }));
}

const training = { steps: 12, seed: 4, threads: 1, providers: ['cpu'] as const };

test('learns, exports, and reads right what it was not trained on', async () => {
  const losses: number[] = [];
  const model = await trainClassifier(colors(1, 300), {
    ...training,
    onStep: (_step, loss) => losses.push(loss),
  });
  expect(losses).toHaveLength(12);
  const unseen = colors(2, 90);
  const { onnx, accuracy } = await exportClassifier(model, unseen, { 'ganport.version': '9' });
  const path = join(folder, 'colors.onnx');
  await onnx.save(path);
  const classifier = await openClassifier(path);
  const images = await readSamples(
    unseen,
    Int32Array.from({ length: 90 }, (_, i) => i),
  );
  const { features, probabilities } = await classifier.classify(images);
  await classifier.dispose();
  expect([features.count, features.width, probabilities.width]).toEqual([90, 64, 3]);
  const right = predictedClasses(probabilities).filter((label, i) => label === i % 3).length;
  expect(right / 90).toBe(accuracy);
  // By chance it would be a third, with a standard error of 0.05.
  expect(accuracy).toBeGreaterThan(0.8);
  expect(classifier.classes).toEqual(['red', 'green', 'blue']);
  expect((await readModelFile(path)).metadata).toMatchObject({
    'ganport.accuracy': String(accuracy),
    'ganport.accuracy.images': '90 of colors',
    'ganport.layout.image': 'NHWC',
    'ganport.range.image': '-1 1',
    'ganport.version': '9',
  });
});

test('the same seed gives the same weights, another seed others', async () => {
  const weights = async (seed: number) => {
    const model = await trainClassifier(colors(1, 200), { ...training, steps: 3, seed });
    return model.getWeights().map((weight) => weight.dataSync());
  };
  const first = await weights(4);
  // Two convolutions and a dense layer; batch normalization has four weights each.
  expect(first).toHaveLength(2 * 5 + 2);
  expect(await weights(4)).toEqual(first);
  expect(await weights(5)).not.toEqual(first);
});

test('fewer images than a batch are refused', async () => {
  await expect(trainClassifier(colors(1, 100), training)).rejects.toMatchObject({
    code: 'data-mismatch',
    message: expect.stringContaining('takes 128 images, and only 100 are left to learn from'),
  });
});

test.each([
  [
    [28, 28, 1],
    [7, 7],
  ],
  [
    [8, 8, 3],
    [8, 8],
  ],
  [
    [64, 48, 3],
    [8, 6],
  ],
] as const)('images of %j are averaged over %j places', (image, places) => {
  const { model } = createClassifierNetwork({ shape: image }, 10, 1);
  const last = model.getLayer('features').inboundNodes[0]?.inputShapes[0];
  expect(last).toEqual([null, ...places, 64]);
  expect(model.outputNames).toEqual(['features', 'logits']);
});

test('the shipped one reads at least 99 % of the test digits right, in at most 500 KB', async () => {
  const digits = asLabeled(await loadMnist('test'));
  const indices = Int32Array.from({ length: digits.size }, (_, i) => i);
  const classifier = await openClassifier();
  const { features, probabilities } = await classifier.classify(await readSamples(digits, indices));
  await classifier.dispose();
  const labels = predictedClasses(probabilities);
  const accuracy = labels.filter((label, i) => label === digits.labels[i]).length / digits.size;
  expect(accuracy).toBeGreaterThanOrEqual(0.99);
  const { metadata, graph } = await readModelFile(shippedClassifier);
  // Another machine's rounding may turn a close call.
  expect(Math.abs(accuracy - Number(metadata['ganport.accuracy']))).toBeLessThan(5e-4);
  expect(statSync(shippedClassifier).size).toBeLessThanOrEqual(500_000);
  expect(graph.inputs).toEqual([{ name: 'image', dtype: 'float32', shape: ['batch', 28, 28, 1] }]);
  expect(features.width).toBe(64);
  expect(classifier.classes).toEqual(digits.classes);
});
