/**
 * The projections of a volume [rows, columns, layers, 1] side by side, as colors: seen along the beam, from above
 * and from the side. A projection sums the cells along an axis; colors are logarithmic, down to 1/10,000 of the
 * largest sum.
 */
import { colorOf } from './color-scale.ts';

/** The ratio of the ends of the color scale. */
const RANGE = 1e4;
/** Columns between projections. */
const GAP = 1;

type Shape = readonly number[];

/** The height and the width of the projections of a volume, in pixels. */
export function projectionsSize([rows = 0, columns = 0, layers = 0]: Shape): [number, number] {
  return [Math.max(rows, columns), columns + GAP + layers + GAP + layers];
}

/** @param volume [rows, columns, layers, 1]; @returns RGB [height, width, 3] in [-1, 1] */
export function drawProjections(volume: Float32Array, shape: Shape): Float32Array {
  const [rows = 0, columns = 0, layers = 0] = shape;
  const [height, width] = projectionsSize(shape);
  const sums = new Float64Array(height * width);
  const add = (y: number, x: number, value: number) => {
    sums[y * width + x] = (sums[y * width + x] ?? 0) + value;
  };
  const [above, beside] = [columns + GAP, columns + GAP + layers + GAP];
  for (const [i, value] of volume.entries()) {
    const layer = i % layers;
    const column = Math.floor(i / layers) % columns;
    const row = Math.floor(i / layers / columns);
    add(row, column, value);
    add(column, above + layer, value);
    add(row, beside + layer, value);
  }
  const most = sums.reduce((a, b) => Math.max(a, b), 0);
  const colors = new Float32Array(height * width * 3);
  for (let i = 0; i < sums.length; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const isGap = x === columns || x === above + layers;
    const isOutside = y >= (x >= above && x < above + layers ? columns : rows);
    if (isGap || isOutside) continue;
    const share = most > 0 ? ((sums[i] as number) / most) * RANGE : 0; // In range: i is below its length.
    const level = share > 1 ? Math.log(share) / Math.log(RANGE) : 0;
    colors.set(
      colorOf(level).map((value) => 2 * value - 1),
      3 * i,
    );
  }
  return colors;
}
