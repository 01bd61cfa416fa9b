/**
 * Convolutions of stride 1 with a quarter of the products: images are cut into tiles of 8 × 8 that
 * overlap, tiles and filter are transformed by constant matrices (toom-cook.ts), and what is left is
 * one matrix product for each of the 64 places of a tile. All three products of training have this
 * form: the convolution, its input's gradient (a convolution with the filter turned round) and its
 * filter's gradient. Like the other matmul form it is for weights that change from run to run.
 */
import type { Recorder } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import { turnedWindow, type ConvWindow } from './conv-window.ts';
import { gather, matMul, pad, reshape, sizeOf, transpose } from './ops.ts';
import { tileSize, toomCook, type ToomCook } from './toom-cook.ts';

/** With fewer channels the transforms cost more than the products they save. */
const fewestChannels = 16;
/** For fewer rows the transformed filter, 64 numbers for all taps together, costs more than it saves. */
const fewestRows = 8;
/** Images of at most so many pixels are cut and transformed by one matrix. */
const smallImage = tileSize ** 2;

/** A convolution along one axis. */
interface Axis {
  readonly inSize: number;
  /** Zeros before the first pixel. */
  readonly before: number;
  readonly outSize: number;
  readonly tiles: number;
  readonly algorithm: ToomCook;
}

type Plane = readonly [rows: Axis, columns: Axis];

function axis(inSize: number, before: number, outSize: number, taps: number): Axis {
  const algorithm = toomCook(taps);
  return { inSize, before, outSize, tiles: Math.ceil(outSize / algorithm.outputs), algorithm };
}

function plane(w: ConvWindow): Plane {
  return [
    axis(w.inHeight, w.top, w.outHeight, w.kernelHeight),
    axis(w.inWidth, w.left, w.outWidth, w.kernelWidth),
  ];
}

export function winogradSuits(graph: Recorder, w: ConvWindow): boolean {
  if (graph.convolution !== 'matmul') return false;
  if ([w.kernelHeight, w.kernelWidth].some((taps) => taps < 3 || taps > 5)) return false;
  if (Math.min(w.inChannels, w.outChannels) < fewestChannels) return false;
  const turned = turnedWindow(w);
  return turned !== undefined && [w, turned].every((v) => hasRows(v) && savesProducts(v));
}

/** Whether a place of the tiles is in rows enough for a product of matrices to pay. */
const hasRows = (w: ConvWindow) => tilesOf(plane(w)) * w.batch >= fewestRows;

/** Whether a third of the products is enough: the transforms have a price. */
function savesProducts(w: ConvWindow): boolean {
  const products = sizeOf(plane(w).map(({ tiles }) => tiles * tileSize));
  return 3 * products <= w.kernelHeight * w.kernelWidth * w.outHeight * w.outWidth;
}

/** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
export function convWinograd(graph: Recorder, x: Value, filter: Value, w: ConvWindow): Value {
  const axes = plane(w);
  const products = matMul(graph, inputTiles(graph, x, axes), filterTiles(graph, filter, w, false));
  return fromTiles(graph, products, axes, w.batch);
}

/**
 * dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C].
 *
 * @param turned turnedWindow(w)
 */
export function inputGradientWinograd(
  graph: Recorder,
  dy: Value,
  filter: Value,
  w: ConvWindow,
  turned: ConvWindow,
): Value {
  const axes = plane(turned);
  const weights = transpose(graph, filterTiles(graph, filter, w, true), [0, 2, 1]);
  return fromTiles(graph, matMul(graph, inputTiles(graph, dy, axes), weights), axes, w.batch);
}

/** x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]. */
export function filterGradientWinograd(graph: Recorder, x: Value, dy: Value, w: ConvWindow): Value {
  const axes = plane(w);
  const inputs = transpose(graph, inputTiles(graph, x, axes), [0, 2, 1]);
  const products = matMul(graph, inputs, outputTiles(graph, dy, axes));
  const toTaps = matrix(graph, w.kernelHeight * w.kernelWidth, tileSize ** 2, (tap, place) =>
    filterWeight(axes, place, tap),
  );
  const shape = [w.kernelHeight, w.kernelWidth, w.inChannels, w.outChannels];
  return reshape(graph, matMul(graph, toTaps, flat(graph, products)), shape);
}

/** x [N, H, W, C] → its tiles, transformed, [places, tiles·N, C]; made once for each geometry. */
function inputTiles(graph: Recorder, x: Value, axes: Plane): Value {
  const [rows, columns] = axes;
  const key = `winograd input ${JSON.stringify(axes)}`;
  return graph.memo(x, key, () => {
    const pixels = pixelRows(graph, x);
    const tiles = tilesOf(axes);
    const weight = (place: number, pixel: number) =>
      entryOf(
        [rows.algorithm.input, columns.algorithm.input],
        placeOf(place, tileSize),
        placeOf(pixel, tileSize),
      );
    const places = tileSize ** 2;
    const transformed = isSmall(axes)
      ? matMul(
          graph,
          matrix(graph, places * tiles, rows.inSize * columns.inSize, (row, pixel) => {
            const [place, inTile] = [Math.floor(row / tiles), inputPixel(axes, row % tiles, pixel)];
            return inTile === undefined ? 0 : weight(place, inTile);
          }),
          pixels,
        )
      : matMul(graph, matrix(graph, places, places, weight), cut(graph, pixels, axes, 'input'));
    return reshape(graph, transformed, [
      places,
      tiles * (x.shape[0] as number),
      x.shape[3] as number,
    ]);
  });
}

/** dy [N, outH, outW, K] → its tiles as the output's transform reaches them, [places, tiles·N, K]. */
function outputTiles(graph: Recorder, dy: Value, axes: Plane): Value {
  const key = `winograd output ${JSON.stringify(axes)}`;
  return graph.memo(dy, key, () => {
    const pixels = pixelRows(graph, dy);
    const tiles = tilesOf(axes);
    const places = tileSize ** 2;
    const transformed = isSmall(axes)
      ? matMul(
          graph,
          matrix(graph, places * tiles, pixels.shape[0] as number, (row, pixel) => {
            const inTile = outputPixel(axes, row % tiles, pixel);
            return inTile === undefined ? 0 : outputWeight(axes, inTile, Math.floor(row / tiles));
          }),
          pixels,
        )
      : matMul(
          graph,
          matrix(graph, places, outputsOf(axes), (place, pixel) =>
            outputWeight(axes, pixel, place),
          ),
          cut(graph, pixels, axes, 'output'),
        );
    return reshape(graph, transformed, [
      places,
      tiles * (dy.shape[0] as number),
      dy.shape[3] as number,
    ]);
  });
}

/** Products [places, tiles·N, K] → the image [N, outH, outW, K]. */
function fromTiles(graph: Recorder, products: Value, axes: Plane, batch: number): Value {
  const [rows, columns] = axes;
  const [places = 0, , channels = 0] = products.shape;
  const tiles = tilesOf(axes);
  const size = rows.outSize * columns.outSize;
  const row = batch * channels;
  const pixels = isSmall(axes)
    ? matMul(
        graph,
        matrix(graph, size, places * tiles, (pixel, column) => {
          const inTile = outputPixel(axes, column % tiles, pixel);
          return inTile === undefined ? 0 : outputWeight(axes, inTile, Math.floor(column / tiles));
        }),
        reshape(graph, products, [places * tiles, row]),
      )
    : joined(
        graph,
        matMul(
          graph,
          matrix(graph, outputsOf(axes), places, (pixel, place) =>
            outputWeight(axes, pixel, place),
          ),
          flat(graph, products),
        ),
        axes,
        row,
      );
  const images = transpose(graph, reshape(graph, pixels, [size, batch, channels]), [1, 0, 2]);
  return reshape(graph, images, [batch, rows.outSize, columns.outSize, channels]);
}

/** filter [kh, kw, C, K] → transformed, [places, C, K]. @param turned by half a turn */
function filterTiles(graph: Recorder, filter: Value, w: ConvWindow, turned: boolean): Value {
  return graph.memo(filter, `winograd filter ${turned}`, () => {
    const taps = w.kernelHeight * w.kernelWidth;
    const axes = plane(w);
    const transform = matrix(graph, tileSize ** 2, taps, (place, tap) =>
      filterWeight(axes, place, turned ? taps - 1 - tap : tap),
    );
    const flatFilter = reshape(graph, filter, [taps, w.inChannels * w.outChannels]);
    const shape = [tileSize ** 2, w.inChannels, w.outChannels];
    return reshape(graph, matMul(graph, transform, flatFilter), shape);
  });
}

/** x [N, H, W, C] → [H·W, N·C]: what happens to pixels happens to all images and channels alike. */
function pixelRows(graph: Recorder, x: Value): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const size = height * width;
  const rows = transpose(graph, reshape(graph, x, [batch, size, channels]), [1, 0, 2]);
  return reshape(graph, rows, [size, batch * channels]);
}

/** Pixels [H·W, row] → [pixels of a tile, tiles·row], with zeros outside of the image. */
function cut(graph: Recorder, pixels: Value, axes: Plane, side: 'input' | 'output'): Value {
  const row = pixels.shape[1] as number;
  const frames = axes.map(({ inSize, before, outSize, tiles, algorithm }) => {
    const [size, length, start] =
      side === 'input' ? [inSize, tileSize, before] : [outSize, algorithm.outputs, 0];
    const reached = (tiles - 1) * algorithm.outputs + length;
    return { size, length, start, reached, tiles, step: algorithm.outputs };
  });
  const [y, x] = frames as [(typeof frames)[0], (typeof frames)[0]];
  const framed = pad(graph, reshape(graph, pixels, [y.size, x.size, row]), [
    ...[y.start, x.start, 0],
    ...[y.reached - y.start - y.size, x.reached - x.start - x.size, 0],
  ]);
  const indices = new Int32Array(y.length * x.length * y.tiles * x.tiles);
  let next = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < x.length; j++) {
      for (let top = 0; top < y.tiles; top++) {
        for (let left = 0; left < x.tiles; left++) {
          indices[next++] = (top * y.step + i) * x.reached + left * x.step + j;
        }
      }
    }
  }
  const index = graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
  const tiles = gather(graph, reshape(graph, framed, [y.reached * x.reached, row]), index, 0);
  return reshape(graph, tiles, [y.length * x.length, y.tiles * x.tiles * row]);
}

/** [pixels of a tile, tiles·row] → [outH·outW, row]. */
function joined(graph: Recorder, tiles: Value, axes: Plane, row: number): Value {
  const [rows, columns] = axes;
  const [m, n] = [rows.algorithm.outputs, columns.algorithm.outputs];
  const indices = Int32Array.from({ length: rows.outSize * columns.outSize }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / columns.outSize), pixel % columns.outSize];
    const inTile = (y % m) * n + (x % n);
    const tile = Math.floor(y / m) * columns.tiles + Math.floor(x / n);
    return inTile * tilesOf(axes) + tile;
  });
  const index = graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
  return gather(graph, reshape(graph, tiles, [m * n * tilesOf(axes), row]), index, 0);
}

const tilesOf = ([rows, columns]: Plane) => rows.tiles * columns.tiles;
const outputsOf = ([rows, columns]: Plane) => rows.algorithm.outputs * columns.algorithm.outputs;
const isSmall = ([rows, columns]: Plane) =>
  Math.max(rows.inSize * columns.inSize, rows.outSize * columns.outSize) <= smallImage;

/** [places, …] → [places, the rest]. */
const flat = (graph: Recorder, x: Value) =>
  reshape(graph, x, [x.shape[0] as number, sizeOf(x.shape.slice(1))]);

/** Which pixel of a tile an input pixel is; undefined outside. */
function inputPixel(axes: Plane, tile: number, pixel: number): number | undefined {
  return pixelOfTile(axes, tile, pixel, (a) => ({ ...a, size: a.inSize, length: tileSize }));
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

const filterWeight = ([rows, columns]: Plane, place: number, tap: number) => {
  const across = columns.algorithm.filter[0]?.length ?? 1;
  return entryOf(
    [rows.algorithm.filter, columns.algorithm.filter],
    placeOf(place, tileSize),
    placeOf(tap, across),
  );
};

const outputWeight = ([rows, columns]: Plane, pixel: number, place: number) => {
  const across = columns.algorithm.outputs;
  return entryOf(
    [rows.algorithm.output, columns.algorithm.output],
    placeOf(pixel, across),
    placeOf(place, tileSize),
  );
};

/** Row and column of what is counted row by row. */
const placeOf = (index: number, width: number) =>
  [Math.floor(index / width), index % width] as const;

type Matrix = readonly (readonly number[])[];

/** An entry of the Kronecker product of two matrices. */
function entryOf(
  [left, right]: readonly [Matrix, Matrix],
  [i, k]: readonly [number, number],
  [j, l]: readonly [number, number],
): number {
  return (left[i]?.[j] as number) * (right[k]?.[l] as number); // In range, as its callers count.
}

/** A constant matrix. */
function matrix(
  graph: Recorder,
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number,
): Value {
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    entry(Math.floor(i / columns), i % columns),
  );
  return graph.constant({ dtype: 'float32', shape: [rows, columns], data });
}
