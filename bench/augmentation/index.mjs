/**
 * Do generated digits help a classifier that has few real ones? Trained on 20 real digits a class,
 * and on the same with generated ones beside them, judged on MNIST's test images; the mean of five
 * seeds, each with other real digits.
 *
 *     node bench/augmentation/index.mjs <folder of ganport augment --format npz> [generated a class]
 *
 * The generator itself has seen all of MNIST: the question is what its digits are worth as data.
 */
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { byteDataset } from '@ganport/core';
import { keyed, shuffle } from '@ganport/core/internal';
import { asLabeled, exportClassifier, loadMnist, openDataset, trainClassifier } from '@ganport/lab';

const [folder, wanted = '200'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node bench/augmentation/index.mjs <augmented folder> [generated a class]');
  process.exit(2);
}
const realPerClass = 20;
const steps = 400;
const seeds = [1, 2, 3, 4, 5];

tf.enableProdMode();
await tf.setBackend('cpu');
const real = asLabeled(await loadMnist('train'));
const test = asLabeled(await loadMnist('test'));
const generated = asLabeled(await openDataset(join(folder, 'train.npz')));

/**
 * The first `perClass` images of each class in an order drawn from the seed, as bytes.
 * @param {import('@ganport/lab').Labeled} set
 * @param {number} perClass
 * @param {number} seed
 */
async function some(set, perClass, seed) {
  const left = new Map(set.classes.map((_, label) => [label, perClass]));
  const chosen = [...shuffle(keyed(seed, 'few'), set.size)].filter((index) => {
    const label = set.labels[index] ?? -1;
    const rest = left.get(label) ?? 0;
    left.set(label, rest - 1);
    return rest > 0;
  });
  const values = new Float32Array(chosen.length * 784);
  await set.read(chosen, values);
  const pixels = Uint8Array.from(values, (value) => Math.round((value + 1) * 127.5));
  return { pixels, labels: chosen.map((index) => set.labels[index] ?? -1) };
}

/** @param {readonly Awaited<ReturnType<typeof some>>[]} parts @param {number} seed */
async function accuracy(parts, seed) {
  const labels = Int32Array.from(parts.flatMap((part) => part.labels));
  const set = byteDataset({
    name: 'some digits',
    shape: [28, 28, 1],
    size: labels.length,
    labels,
    classes: real.classes,
    pixels: Buffer.concat(parts.map(({ pixels }) => pixels)),
  });
  const model = await trainClassifier(asLabeled(set), { steps, seed });
  const { accuracy: share } = await exportClassifier(model, test);
  model.dispose();
  return share;
}

/** @type {Record<'real' | 'both' | 'generated', number[]>} */
const shares = { real: [], both: [], generated: [] };
for (const seed of seeds) {
  const few = await some(real, realPerClass, seed);
  const many = await some(generated, Number(wanted), seed);
  shares.real.push(await accuracy([few], seed));
  shares.both.push(await accuracy([few, many], seed));
  shares.generated.push(await accuracy([many], seed));
  console.error(
    `seed ${seed}: ${Object.values(shares)
      .map((all) => all.at(-1))
      .join(', ')}`,
  );
}
const mean = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0) / all.length;
const stddev = (/** @type {number[]} */ all) =>
  Math.sqrt(all.reduce((sum, x) => sum + (x - mean(all)) ** 2, 0) / (all.length - 1));
for (const [name, all] of Object.entries(shares)) {
  const [m, s] = [mean(all), stddev(all)].map((x) => (100 * x).toFixed(2));
  console.log(`${name.padEnd(10)} ${m} % ± ${s}`);
}
