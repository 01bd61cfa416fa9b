/** One judge for all: the shipped classifier's features against real images', and what it reads. */
import { featureDistance, predictedClasses } from '@ganport/core/metrics';
import { openClassifier, openRealData } from '@ganport/lab';

/** @typedef {{ fid: number, agreement: number }} Verdict agreement: the share read as their label */

/**
 * @param {number} count of images in each set
 * @param {number} threads
 */
export async function openJudge(count, threads) {
  const classifier = await openClassifier(undefined, { threads });
  const real = await openRealData('mnist', { seed: 1 });
  const [reference, heldOut] = await Promise.all(
    [real.reference, real.heldOut].map((dataset) => firstImages(dataset, count)),
  );
  const { features } = await classifier.classify(/** @type {Float32Array} */ (reference));
  /** @param {Float32Array} images [count, 28, 28, 1] in [-1, 1] @returns {Promise<Verdict>} */
  const judge = async (images) => {
    const seen = await classifier.classify(images.map(eightBit));
    const read = predictedClasses(seen.probabilities);
    const right = read.filter((digit, i) => digit === i % 10).length;
    return { fid: await featureDistance(seen.features, features), agreement: right / count };
  };
  const floor = await judge(/** @type {Float32Array} */ (heldOut));
  return { judge, floor: floor.fid, dispose: () => classifier.dispose() };
}

/** As a picture file would hold it. @param {number} value in [-1, 1] */
const eightBit = (value) => Math.round((value + 1) * 127.5) / 127.5 - 1;

/** @param {import('@ganport/core').Dataset} dataset @param {number} count */
export async function firstImages(dataset, count) {
  const images = new Float32Array(count * 28 * 28);
  await dataset.read(
    Int32Array.from({ length: count }, (_, i) => i),
    images,
  );
  return images;
}
