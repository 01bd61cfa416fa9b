/** How far the outputs of two converters' files are apart. */
import { openFile } from './open-file.mjs';

/**
 * The largest difference of an element in relation to its size, as `ganport export` compares:
 * |Δ| / (max(|ours|, root mean square of the output) + 0.001). Infinity where names, sizes or NaN differ.
 *
 * @param {import('./convert.mjs').Converted} converted
 * @returns {Promise<number | undefined>} undefined where one of the files is missing
 */
export async function differenceOf({ folder, sizes, refused }) {
  if (Object.keys(refused).length > 0) return undefined;
  const [ours, theirs] = [await outputs('ganport'), await outputs('tf2onnx')];
  const apart = Object.entries(ours).map(([name, { data }]) => {
    const other = theirs[name]?.data;
    return other?.length === data.length ? relative(numbers(data), numbers(other)) : Infinity;
  });
  return Math.max(...apart);

  /** @param {string} who */
  async function outputs(who) {
    const file = await openFile(folder, who, sizes, 2);
    try {
      return await file.run();
    } finally {
      await file.close();
    }
  }
}

/** @param {Iterable<unknown>} data */
const numbers = (data) => Array.from(data, Number);

/** @param {number[]} ours @param {number[]} theirs */
function relative(ours, theirs) {
  const square = ours.reduce((sum, value) => sum + value * value, 0);
  const rootMeanSquare = Math.sqrt(square / ours.length);
  const apart = ours.map((value, i) => {
    const other = theirs[i] ?? NaN;
    if (Object.is(value, other)) return 0;
    const difference = Math.abs(value - other) / (Math.max(Math.abs(value), rootMeanSquare) + 1e-3);
    return Number.isNaN(difference) ? Infinity : difference;
  });
  return apart.reduce((most, value) => Math.max(most, value), 0);
}
