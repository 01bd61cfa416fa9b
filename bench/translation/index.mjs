/**
 * Does a CycleGAN learn to translate? Two domains made of MNIST (domains.mjs), a small CycleGAN on
 * them, and what a classifier that never saw it reads in translations of test images: B → A is to
 * show the digit that was coloured, A → B → A the digit that it was.
 *
 *     node bench/translation/index.mjs [out] [steps]
 */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession } from '@ganport/runtime/node';
import * as tf from '@tensorflow/tfjs';
import { openClassifier, openDataset, train } from '@ganport/core';
import { side, writeDomains } from './domains.mjs';

const [out = 'bench-translation', steps = '4000'] = process.argv.slice(2);
const images = { train: 4000, test: 500 };

tf.enableProdMode();
await tf.setBackend('cpu');
await mkdir(out, { recursive: true });
await writeDomains(join(out, 'train'), images.train, 'train');
await writeDomains(join(out, 'test'), images.test, 'test');
const run = join(out, 'run');
const began = performance.now();
const { generators } = await train(
  {
    variant: 'cyclegan',
    dataA: join(out, 'train', 'a'),
    dataB: join(out, 'train', 'b'),
    ...{ imageSize: side, loadSize: side, flip: false, batchSize: 4, filters: 16, blocks: 3 },
    ...{ steps: Number(steps), decayFrom: Number(steps) / 2, identityWeight: 0 },
    ...{ reportEvery: 250, sampleEvery: 1000, checkpointEvery: 1000 },
  },
  { out: run },
  { onReport: (line) => console.error(line) },
);
const minutes = (performance.now() - began) / 60_000;

const [toB, toA] = await Promise.all(generators.map((file) => createSession(file)));
if (!toA || !toB) throw new Error('a CycleGAN has two generators');
const classifier = await openClassifier();

/** @param {import('@ganport/runtime').Session} session @param {Float32Array} data */
async function translate(session, data) {
  const dims = [data.length / (3 * side * side), side, side, 3];
  const { image } = await session.run({ source: { dtype: 'float32', dims, data } });
  return /** @type {Float32Array} */ (image?.data);
}

/** The share of images of domain A in which the classifier reads the label. */
async function agreement(
  /** @type {Float32Array} */ data,
  /** @type {readonly number[]} */ labels,
) {
  const grey = new Float32Array(labels.length * 784);
  for (let i = 0; i < labels.length; i++) {
    for (let pixel = 0; pixel < 784; pixel++) {
      const at = side * (Math.floor(pixel / 28) + 2) + (pixel % 28) + 2;
      const [r = 0, g = 0, b = 0] = data.subarray(3 * (i * side * side + at));
      grey[i * 784 + pixel] = (r + g + b) / 3;
    }
  }
  const { probabilities } = await classifier.classify(grey, [28, 28, 1]);
  const right = labels.filter((label, i) => {
    const row = probabilities.data.subarray(10 * i, 10 * i + 10);
    return row.indexOf(Math.max(...row)) === label;
  });
  return right.length / labels.length;
}

/** @param {'a' | 'b'} domain */
async function testImages(domain) {
  const folder = join(out, 'test', domain);
  const names = (await readdir(folder)).toSorted();
  const set = await openDataset(folder);
  const data = new Float32Array(set.size * 3 * side * side);
  await set.read([...Array(set.size).keys()], data);
  return { data, labels: names.map((name) => Number(name[0])) };
}

const a = await testImages('a');
const b = await testImages('b');
const figures = {
  minutes: Number(minutes.toFixed(1)),
  /** What the classifier reads in the test images of A themselves: the most that can be reached. */
  original: await agreement(a.data, a.labels),
  /** What it reads in those of B, untranslated. */
  untranslated: await agreement(b.data, b.labels),
  bToA: await agreement(await translate(toA, b.data), b.labels),
  aToBToA: await agreement(await translate(toA, await translate(toB, a.data)), a.labels),
};
await Promise.all([toA.dispose(), toB.dispose(), classifier.dispose()]);
console.log(JSON.stringify(figures));
