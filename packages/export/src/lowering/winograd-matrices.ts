/**
 * The constant matrices that take images and filters to the places of tiles and back: Kronecker
 * products of the algorithms' (toom-cook.ts) along rows and columns. For small images the cutting is
 * part of them.
 */
import { isSmall, outputsOf, placesOf, tilesOf, type Axis, type Plane } from './winograd-tiling.ts';

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

export function transposed({ shape: [rows, columns], data }: Matrix): Matrix {
  return matrix(columns, rows, (row, column) => data[column * columns + row] as number);
}

/** Of a small image [places·tiles, H·W], else of a tile [places, pixels of a tile]. */
export function inputMatrix(axes: Plane): Matrix {
  const [rows, columns] = axes;
  const [places, tiles] = [placesOf(axes), tilesOf(axes)];
  const weight = (place: number, pixel: number) =>
    entryOf(
      [rows.algorithm.input, columns.algorithm.input],
      placeOf(place, columns.algorithm.size),
      placeOf(pixel, columns.algorithm.size),
    );
  if (!isSmall(axes)) return matrix(places, places, weight);
  return matrix(places * tiles, rows.inSize * columns.inSize, (row, pixel) => {
    const inTile = inputPixel(axes, row % tiles, pixel);
    return inTile === undefined ? 0 : weight(Math.floor(row / tiles), inTile);
  });
}

/** Of a small image [outH·outW, places·tiles], else of a tile [outputs of a tile, places]. */
export function outputMatrix(axes: Plane): Matrix {
  const [rows, columns] = axes;
  const [places, tiles] = [placesOf(axes), tilesOf(axes)];
  const weight = (pixel: number, place: number) =>
    entryOf(
      [rows.algorithm.output, columns.algorithm.output],
      placeOf(pixel, columns.algorithm.outputs),
      placeOf(place, columns.algorithm.size),
    );
  if (!isSmall(axes)) return matrix(outputsOf(axes), places, weight);
  return matrix(rows.outSize * columns.outSize, places * tiles, (pixel, column) => {
    const inTile = outputPixel(axes, column % tiles, pixel);
    return inTile === undefined ? 0 : weight(inTile, Math.floor(column / tiles));
  });
}

/** [places, taps]. @param isTurned for the filter turned by half a turn */
export function filterMatrix([rows, columns]: Plane, isTurned: boolean): Matrix {
  const across = columns.algorithm.filter[0]?.length ?? 0;
  const taps = (rows.algorithm.filter[0]?.length ?? 0) * across;
  return matrix(placesOf([rows, columns]), taps, (place, tap) =>
    entryOf(
      [rows.algorithm.filter, columns.algorithm.filter],
      placeOf(place, columns.algorithm.size),
      placeOf(isTurned ? taps - 1 - tap : tap, across),
    ),
  );
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

/** Row and column of what is counted row by row. */
const placeOf = (index: number, width: number) =>
  [Math.floor(index / width), index % width] as const;

type Rows = readonly (readonly number[])[];

/** An entry of the Kronecker product of two matrices. */
function entryOf(
  [left, right]: readonly [Rows, Rows],
  [i, k]: readonly [number, number],
  [j, l]: readonly [number, number],
): number {
  return (left[i]?.[j] as number) * (right[k]?.[l] as number); // In range, as its callers count.
}
