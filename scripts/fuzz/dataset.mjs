/** What every data set must be, whatever file it comes from. */
import { check } from './target.mjs';

/** Reads the first and the last image. @param {import('@ganport/core').Dataset} dataset */
export async function checkDataset({ size, shape, labels, classes, read }) {
  const length = shape.reduce((product, side) => product * side, 1);
  check(size > 0 && length > 0, `a data set of ${size} samples of ${shape.join(' × ')}`);
  const indices = size > 1 ? [0, size - 1] : [0];
  const images = new Float32Array(indices.length * length);
  await read(indices, images);
  check(
    images.every((value) => value >= -1 && value <= 1),
    'values outside of [-1, 1]',
  );
  check(!labels || labels.length === size, 'labels of another number of images');
  check(!labels || labels.every((label) => label >= 0 && label < (classes?.length ?? 0)), 'labels');
}
