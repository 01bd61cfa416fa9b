/**
 * The constant matrices that take images and filters to the places of tiles and back: Kronecker
 * products of the algorithms' (toom-cook.ts) along rows and columns. For small images the cutting is
 * part of them.
 */
import { isSmall, placesOf, tilesOf, type Axis, type Plane } from './winograd-tiling.ts';

/** Row by row. */
export interface Matrix {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: Float32Array;
}

function matrix(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number,
): Matrix {
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    entry(Math.floor(i / columns), i % columns),
  );
  return { shape: [rows, columns], data };
}

const entryOf = ({ shape, data }: Matrix, row: number, column: number) =>
  data[row * shape[1] + column] as number; // In range, as its callers count.

export function transposed(original: Matrix): Matrix {
  const [rows, columns] = original.shape;
  return matrix(columns, rows, (row, column) => entryOf(original, column, row));
}

/** Of a small image [places·tiles, H·W], else of a tile [places, pixels of a tile]. */
export function inputMatrix(axes: Plane): Matrix {
  const [rows, columns] = axes;
  const ofTile = kronecker(rows.algorithm.input, columns.algorithm.input);
  if (!isSmall(axes)) return ofTile;
  const tiles = tilesOf(axes);
  return matrix(placesOf(axes) * tiles, rows.inSize * columns.inSize, (row, pixel) => {
    const inTile = inputPixel(axes, row % tiles, pixel);
    return inTile === undefined ? 0 : entryOf(ofTile, Math.floor(row / tiles), inTile);
  });
}

/** Of a small image [outH·outW, places·tiles], else of a tile [outputs of a tile, places]. */
export function outputMatrix(axes: Plane): Matrix {
  const [rows, columns] = axes;
  const ofTile = kronecker(rows.algorithm.output, columns.algorithm.output);
  if (!isSmall(axes)) return ofTile;
  const tiles = tilesOf(axes);
  return matrix(rows.outSize * columns.outSize, placesOf(axes) * tiles, (pixel, column) => {
    const inTile = outputPixel(axes, column % tiles, pixel);
    return inTile === undefined ? 0 : entryOf(ofTile, inTile, Math.floor(column / tiles));
  });
}

/** [places, taps]. @param isTurned for the filter turned by half a turn */
export function filterMatrix([rows, columns]: Plane, isTurned: boolean): Matrix {
  const filter = kronecker(rows.algorithm.filter, columns.algorithm.filter);
  const [places, taps] = filter.shape;
  return isTurned
    ? matrix(places, taps, (place, tap) => entryOf(filter, place, taps - 1 - tap))
    : filter;
}

/** Which pixel of a tile an input pixel is; undefined outside. */
function inputPixel(axes: Plane, tile: number, pixel: number): number | undefined {
  return pixelOfTile(axes, tile, pixel, (a) => ({
    size: a.inSize,
    length: a.algorithm.size,
    before: a.before,
  }));
}

function outputPixel(axes: Plane, tile: number, pixel: number): number | undefined {
  return pixelOfTile(axes, tile, pixel, (a) => ({
    size: a.outSize,
    length: a.algorithm.outputs,
    before: 0,
  }));
}

function pixelOfTile(
  [rows, columns]: Plane,
  tile: number,
  pixel: number,
  side: (axis: Axis) => { size: number; length: number; before: number },
): number | undefined {
  const [y, x] = [side(rows), side(columns)];
  const place = (at: number, { before }: { before: number }, index: number, { algorithm }: Axis) =>
    at + before - index * algorithm.outputs;
  const i = place(Math.floor(pixel / x.size), y, Math.floor(tile / columns.tiles), rows);
  const j = place(pixel % x.size, x, tile % columns.tiles, columns);
  return i >= 0 && i < y.length && j >= 0 && j < x.length ? i * x.length + j : undefined;
}

type Rows = readonly (readonly number[])[];

function kronecker(left: Rows, right: Rows): Matrix {
  const [height, width] = [right.length, right[0]?.length ?? 0];
  return matrix(left.length * height, (left[0]?.length ?? 0) * width, (row, column) => {
    const ofLeft = left[Math.floor(row / height)]?.[Math.floor(column / width)] as number;
    const ofRight = right[row % height]?.[column % width] as number;
    return ofLeft * ofRight;
  });
}
