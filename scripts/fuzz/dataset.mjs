/** What every data set must be, whatever file it comes from. */
import { dataKinds } from '@ganport/core/internal';
import { check } from './target.mjs';

/** Reads the first and the last sample. @param {import('@ganport/core').Dataset} dataset */
export async function checkDataset({
  kind = 'images',
  size,
  shape,
  labels,
  classes,
  condition,
  read,
}) {
  const length = shape.reduce((product, side) => product * side, 1);
  check(size > 0 && length > 0, `a data set of ${size} samples of ${shape.join(' × ')}`);
  const indices = size > 1 ? [0, size - 1] : [0];
  const images = new Float32Array(indices.length * length);
  await read(indices, images);
  const [low, high] = 'isUnbounded' in dataKinds[kind] ? [0, Infinity] : [-1, 1];
  check(
    images.every((value) => value >= low && value <= high),
    `values outside of [${low}, ${high}]`,
  );
  check(!condition || condition.values.length === size, 'conditions of another number of samples');
  check(
    !condition || condition.values.every((value) => value > 0),
    'conditions that are not above 0',
  );
  check(!labels || labels.length === size, 'labels of another number of images');
  check(!labels || labels.every((label) => label >= 0 && label < (classes?.length ?? 0)), 'labels');
}
