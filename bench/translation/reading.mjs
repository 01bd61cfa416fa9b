/** What translations show: images of a folder, through a translator, read by ganport's classifier. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openClassifier, openDataset } from '@ganport/lab';
import { side } from './domains.mjs';

/**
 * @param {import('@ganport/runtime').Session} session
 * @param {Float32Array} data
 */
export async function translate(session, data) {
  const dims = [data.length / (3 * side * side), side, side, 3];
  const { image } = await session.run({ source: { dtype: 'float32', dims, data } });
  return /** @type {Float32Array} */ (image?.data);
}

/** @param {string} out @param {'a' | 'b'} domain */
export async function testImages(out, domain) {
  const folder = join(out, 'test', domain);
  const names = (await readdir(folder)).toSorted();
  const set = await openDataset(folder);
  const data = new Float32Array(set.size * 3 * side * side);
  await set.read([...Array(set.size).keys()], data);
  return { data, labels: names.map((name) => Number(name[0])) };
}

export async function openReading() {
  const classifier = await openClassifier();
  return {
    /**
     * The share of images of domain A in which the classifier reads the label.
     * @param {Float32Array} data
     * @param {readonly number[]} labels
     */
    async agreement(data, labels) {
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
    },
    dispose: () => classifier.dispose(),
  };
}
