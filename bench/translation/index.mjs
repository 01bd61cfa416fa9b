/**
 * Does a CycleGAN learn to translate? Two domains made of MNIST (domains.mjs), a small CycleGAN on
 * them, and what a classifier that never saw it reads in translations of test images: B → A is to
 * show the digit that was coloured, A → B → A the digit that it was.
 *
 *     node bench/translation/index.mjs [out] [steps]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession } from '@ganport/runtime/node';
import * as tf from '@tensorflow/tfjs';
import { train } from '@ganport/lab';
import { side, writeDomains } from './domains.mjs';
import { openReading, testImages, translate } from './reading.mjs';

const [out = 'bench-translation', steps = '4000'] = process.argv.slice(2);
const images = { train: 4000, test: 500 };

tf.enableProdMode();
await tf.setBackend('cpu');
await mkdir(out, { recursive: true });
await writeDomains(join(out, 'train'), images.train, 'train', false);
await writeDomains(join(out, 'test'), images.test, 'test', false);
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
const reading = await openReading();

const a = await testImages(out, 'a');
const b = await testImages(out, 'b');
const figures = {
  minutes: Number(minutes.toFixed(1)),
  /** What the classifier reads in the test images of A themselves: the most that can be reached. */
  original: await reading.agreement(a.data, a.labels),
  /** What it reads in those of B, untranslated. */
  untranslated: await reading.agreement(b.data, b.labels),
  bToA: await reading.agreement(await translate(toA, b.data), b.labels),
  aToBToA: await reading.agreement(await translate(toA, await translate(toB, a.data)), a.labels),
};
await Promise.all([toA.dispose(), toB.dispose(), reading.dispose()]);
console.log(JSON.stringify(figures));
