/**
 * The constant matrices that transform images and filters to the points of tiles, and products back:
 * Kronecker products of the matrices of toom-cook.ts along rows and columns. For small images the
 * matrices also cut the image into tiles and join the tiles.
 */
import { at } from '../graph/shape.ts';
import { isSmall, pointsOf, tilesOf, type TiledAxis, type TiledPlane } from './winograd-tiling.ts';

/** Its entries are row by row. */
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
  at(data, row * shape[1] + column);

export function transposed(original: Matrix): Matrix {
  const [rows, columns] = original.shape;
  return matrix(columns, rows, (row, column) => entryOf(original, column, row));
}

/** Of a small image [points·tiles, H·W], else of a tile [points, pixels of a tile]. */
export function inputMatrix(plane: TiledPlane): Matrix {
  const [rows, columns] = plane;
  const ofTile = kronecker(rows.algorithm.input, columns.algorithm.input);
  if (!isSmall(plane)) return ofTile;
  const tiles = tilesOf(plane);
  return matrix(pointsOf(plane) * tiles, rows.input * columns.input, (row, pixel) => {
    const inTile = inputPixel(plane, row % tiles, pixel);
    return inTile === undefined ? 0 : entryOf(ofTile, Math.floor(row / tiles), inTile);
  });
}

/** Of a small image [outH·outW, points·tiles], else of a tile [outputs of a tile, points]. */
export function outputMatrix(plane: TiledPlane): Matrix {
  const [rows, columns] = plane;
  const ofTile = kronecker(rows.algorithm.output, columns.algorithm.output);
  if (!isSmall(plane)) return ofTile;
  const tiles = tilesOf(plane);
  return matrix(rows.output * columns.output, pointsOf(plane) * tiles, (pixel, column) => {
    const inTile = outputPixel(plane, column % tiles, pixel);
    return inTile === undefined ? 0 : entryOf(ofTile, inTile, Math.floor(column / tiles));
  });
}

/** [points, taps]. @param isRotated for the filter rotated by 180° */
export function filterMatrix([rows, columns]: TiledPlane, isRotated: boolean): Matrix {
  const filter = kronecker(rows.algorithm.filter, columns.algorithm.filter);
  const [points, taps] = filter.shape;
  return isRotated
    ? matrix(points, taps, (point, tap) => entryOf(filter, point, taps - 1 - tap))
    : filter;
}

/** Which pixel of a tile an input pixel is; undefined outside of the tile. */
function inputPixel(plane: TiledPlane, tile: number, pixel: number): number | undefined {
  return pixelOfTile(plane, tile, pixel, ({ input, algorithm, begin }) => ({
    size: input,
    length: algorithm.size,
    begin,
  }));
}

function outputPixel(plane: TiledPlane, tile: number, pixel: number): number | undefined {
  return pixelOfTile(plane, tile, pixel, ({ output, algorithm }) => ({
    size: output,
    length: algorithm.outputs,
    begin: 0,
  }));
}

/** One axis of an image: its pixels, the pixels of a tile, the zeros before the image. */
interface Side {
  readonly size: number;
  readonly length: number;
  readonly begin: number;
}

function pixelOfTile(
  [rows, columns]: TiledPlane,
  tile: number,
  pixel: number,
  side: (axis: TiledAxis) => Side,
): number | undefined {
  const [y, x] = [side(rows), side(columns)];
  const row = Math.floor(tile / columns.tiles) * rows.algorithm.outputs;
  const column = (tile % columns.tiles) * columns.algorithm.outputs;
  const i = Math.floor(pixel / x.size) + y.begin - row;
  const j = (pixel % x.size) + x.begin - column;
  return i >= 0 && i < y.length && j >= 0 && j < x.length ? i * x.length + j : undefined;
}

type Rows = readonly (readonly number[])[];

function kronecker(left: Rows, right: Rows): Matrix {
  const [height, width] = [right.length, right[0]?.length ?? 0];
  return matrix(left.length * height, (left[0]?.length ?? 0) * width, (row, column) => {
    const ofLeft = at(at(left, Math.floor(row / height)), Math.floor(column / width));
    const ofRight = at(at(right, row % height), column % width);
    return ofLeft * ofRight;
  });
}
