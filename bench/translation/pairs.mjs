/**
 * Does pix2pix learn to translate? Pairs made of MNIST (domains.mjs), coloured digits and the same
 * ones plain; what a classifier that never saw them reads in translations of test images, and how far
 * these are from their partners.
 *
 *     node bench/translation/pairs.mjs [out] [steps]
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSession } from '@ganport/runtime/node';
import * as tf from '@tensorflow/tfjs';
import { train } from '@ganport/lab';
import { side, writeDomains } from './domains.mjs';
import { openReading, testImages, translate } from './reading.mjs';

const [out = 'bench-pairs', steps = '6000'] = process.argv.slice(2);
const images = { train: 4000, test: 500 };

tf.enableProdMode();
await tf.setBackend('cpu');
await mkdir(out, { recursive: true });
await writeDomains(join(out, 'train'), images.train, 'train', true);
await writeDomains(join(out, 'test'), images.test, 'test', true);
const began = performance.now();
const { generators } = await train(
  {
    variant: 'pix2pix',
    // From coloured to plain.
    dataA: join(out, 'train', 'b'),
    dataB: join(out, 'train', 'a'),
    ...{ imageSize: side, loadSize: side, flip: false, batchSize: 4, filters: 16 },
    ...{ steps: Number(steps), decayFrom: Number(steps) / 2 },
    ...{ reportEvery: 250, sampleEvery: 1000, checkpointEvery: 1000 },
  },
  { out: join(out, 'run') },
  { onReport: (line) => console.error(line) },
);
const minutes = (performance.now() - began) / 60_000;

const [file] = generators;
if (file === undefined) throw new Error('pix2pix has a generator');
const [translator, reading] = [await createSession(file), await openReading()];
const [plain, coloured] = [await testImages(out, 'a'), await testImages(out, 'b')];
/** Mean absolute difference from the partners, of a range of 2. @param {Float32Array} data */
const distance = (data) =>
  data.reduce((sum, value, i) => sum + Math.abs(value - (plain.data[i] ?? 0)), 0) / data.length;
const translated = await translate(translator, coloured.data);
const figures = {
  minutes: Number(minutes.toFixed(1)),
  original: await reading.agreement(plain.data, plain.labels),
  untranslated: await reading.agreement(coloured.data, plain.labels),
  translated: await reading.agreement(translated, plain.labels),
  distanceUntranslated: distance(coloured.data),
  distance: distance(translated),
};
await Promise.all([translator.dispose(), reading.dispose()]);
console.log(JSON.stringify(figures));
