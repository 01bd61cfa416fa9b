/**
 * Convolutions with a quarter of the products: images are cut into tiles that overlap, tiles and
 * filter are transformed by constant matrices (toom-cook.ts), and what is left is one matrix product
 * for each place of a tile. All three products of training have this form: the convolution, its
 * input's gradient (a convolution with the filter turned round) and its filter's gradient. With
 * stride s it is the convolution of stride 1 of the image's s² phases, which are so many times the
 * channels. Like the other matmul form it is for weights that change from run to run.
 */
import type { Recorder } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import { phasedWindow, phaseShift, turnedWindow, type ConvWindow } from './conv-window.ts';
import { gather, matMul, pad, reshape, sizeOf, transpose } from './ops.ts';
import { tileSizes, toomCook, type ToomCook } from './toom-cook.ts';

/** With fewer channels the transforms cost more than the products they save. */
const fewestChannels = 16;
/** What decides whether tiles pay, and which: measured. */
interface Economy {
  /** How many times fewer the products must be: the transforms have a price. */
  readonly savings: number;
  /** Transforming a filter costs as much as so many rows of the products with it. */
  readonly filterRows: number;
  readonly largestTile: number;
}

const training: Economy = { savings: 3, filterRows: 16, largestTile: 9 };
/** A known filter is transformed once, and what it makes is compared with the original. */
const inference: Economy = { savings: 2, filterRows: 0, largestTile: 8 };

/** Images of at most so many pixels are cut and transformed by one matrix. */
const smallImage = 64;

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

/** How a convolution is cut into tiles. */
export interface Tiling {
  readonly window: ConvWindow;
  /** The window on the image's phases. */
  readonly phased: ConvWindow;
  readonly axes: Plane;
  /** Of the convolution that makes the input's gradient. */
  readonly turned: Plane;
}

/** The tiles that make the fewest products; of as many, the smallest, which lose the fewest digits. */
function axis(
  [inSize, before, outSize, taps]: readonly [number, number, number, number],
  largestTile: number,
): Axis {
  return tileSizes
    .filter((size) => size <= largestTile)
    .map((size) => {
      const algorithm = toomCook(taps, size);
      const tiles = Math.ceil(outSize / algorithm.outputs);
      return { inSize, before, outSize, tiles, algorithm };
    })
    .reduce((best, next) => (productsOf(next) < productsOf(best) ? next : best));
}

const productsOf = ({ tiles, algorithm }: Axis) => tiles * algorithm.size;

function plane(w: ConvWindow, largestTile: number): Plane {
  return [
    axis([w.inHeight, w.top, w.outHeight, w.kernelHeight], largestTile),
    axis([w.inWidth, w.left, w.outWidth, w.kernelWidth], largestTile),
  ];
}

/**
 * The tiles of a convolution for which this is the fastest form.
 *
 * @param hasKnownFilter the filter is a constant, which is transformed once
 */
export function winogradTiling(
  graph: Recorder,
  window: ConvWindow,
  hasKnownFilter: boolean,
): Tiling | undefined {
  if (graph.convolution !== 'matmul') return undefined;
  if (Math.min(window.inChannels, window.outChannels) < fewestChannels) return undefined;
  const phased = phasedWindow(window);
  const turned = phased && turnedWindow(phased);
  if (!turned) return undefined;
  if ([phased.kernelHeight, phased.kernelWidth].some((taps) => taps < 3 || taps > 5)) {
    return undefined;
  }
  const economy = hasKnownFilter ? inference : training;
  const tiling = {
    ...{ window, phased },
    axes: plane(phased, economy.largestTile),
    turned: plane(turned, economy.largestTile),
  };
  const suits = [tiling.axes, tiling.turned].every((axes) => pays(axes, window, economy));
  return suits ? tiling : undefined;
}

function pays(axes: Plane, w: ConvWindow, { savings, filterRows }: Economy): boolean {
  const rows = tilesOf(axes) * w.batch + filterRows;
  const products = placesOf(axes) * rows * w.strideHeight * w.strideWidth;
  const direct = w.batch * w.outHeight * w.outWidth * w.kernelHeight * w.kernelWidth;
  return savings * products <= direct;
}

/** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
export function convWinograd(graph: Recorder, x: Value, filter: Value, tiling: Tiling): Value {
  const { window, axes } = tiling;
  const inputs = inputTiles(graph, x, axes, stridesOf(window));
  const products = matMul(graph, inputs, filterTiles(graph, filter, tiling, false));
  return fromTiles(graph, products, axes, window.batch, unphased);
}

/** dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C]. */
export function inputGradientWinograd(
  graph: Recorder,
  dy: Value,
  filter: Value,
  tiling: Tiling,
): Value {
  const { window, turned } = tiling;
  const weights = transpose(graph, filterTiles(graph, filter, tiling, true), [0, 2, 1]);
  const products = matMul(graph, inputTiles(graph, dy, turned, unphased), weights);
  return fromTiles(graph, products, turned, window.batch, stridesOf(window));
}

/** x [N, H, W, C], dy [N, outH, outW, K] → the filter's gradient [kh, kw, C, K]. */
export function filterGradientWinograd(
  graph: Recorder,
  x: Value,
  dy: Value,
  tiling: Tiling,
): Value {
  const { window, axes, phased } = tiling;
  const inputs = transpose(graph, inputTiles(graph, x, axes, stridesOf(window)), [0, 2, 1]);
  const products = matMul(graph, inputs, outputTiles(graph, dy, axes));
  const toTaps = matrix(
    graph,
    phased.kernelHeight * phased.kernelWidth,
    placesOf(axes),
    (tap, place) => filterWeight(axes, place, tap),
  );
  return fromPhases(graph, matMul(graph, toTaps, flat(graph, products)), tiling);
}

/**
 * x [N, H, W, C] → its tiles, transformed, [places, tiles·N, s²·C]; made once for each geometry.
 *
 * @param strides of the convolution that x is the input of
 */
function inputTiles(graph: Recorder, x: Value, axes: Plane, strides: Strides): Value {
  const [rows, columns] = axes;
  const key = `winograd input ${JSON.stringify([axes, strides])}`;
  return graph.memo(x, key, () => {
    const pixels = pixelRows(graph, x, strides);
    const [places, tiles] = [placesOf(axes), tilesOf(axes)];
    const weight = (place: number, pixel: number) =>
      entryOf(
        [rows.algorithm.input, columns.algorithm.input],
        placeOf(place, columns.algorithm.size),
        placeOf(pixel, columns.algorithm.size),
      );
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
    const batch = x.shape[0] as number;
    return reshape(graph, transformed, [
      places,
      tiles * batch,
      (pixels.shape[1] as number) / batch,
    ]);
  });
}

/** dy [N, outH, outW, K] → its tiles as the output's transform reaches them, [places, tiles·N, K]. */
function outputTiles(graph: Recorder, dy: Value, axes: Plane): Value {
  const key = `winograd output ${JSON.stringify(axes)}`;
  return graph.memo(dy, key, () => {
    const pixels = pixelRows(graph, dy, unphased);
    const [places, tiles] = [placesOf(axes), tilesOf(axes)];
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

/** Products [places, tiles·N, s²·C] → the image [N, H, W, C]. @param strides H and W are so many times the outputs */
function fromTiles(
  graph: Recorder,
  products: Value,
  axes: Plane,
  batch: number,
  strides: Strides,
): Value {
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
  return fromPixelRows(graph, pixels, [rows.outSize, columns.outSize], batch, strides);
}

/** filter [kh, kw, C, K] → transformed, [places, s²·C, K]. @param isTurned by half a turn */
function filterTiles(graph: Recorder, filter: Value, tiling: Tiling, isTurned: boolean): Value {
  const { phased } = tiling;
  const axes = isTurned ? tiling.turned : tiling.axes;
  const geometry = [axes, stridesOf(tiling.window), phaseShift(tiling.window)];
  const key = `winograd filter ${isTurned} ${JSON.stringify(geometry)}`;
  return graph.memo(filter, key, () => {
    const taps = phased.kernelHeight * phased.kernelWidth;
    const transform = matrix(graph, placesOf(axes), taps, (place, tap) =>
      filterWeight(axes, place, isTurned ? taps - 1 - tap : tap),
    );
    const transformed = matMul(graph, transform, toPhases(graph, filter, tiling));
    return reshape(graph, transformed, [placesOf(axes), phased.inChannels, phased.outChannels]);
  });
}

/** How many phases rows and columns have. */
type Strides = readonly [rows: number, columns: number];

const unphased: Strides = [1, 1];
const stridesOf = (w: ConvWindow): Strides => [w.strideHeight, w.strideWidth];

/** filter [kh, kw, C, K] → cut as the phases are, [taps of a phase, s²·C·K]. */
function toPhases(graph: Recorder, filter: Value, { window, phased }: Tiling): Value {
  const [sy, sx] = stridesOf(window);
  const [rows, columns] = [phased.kernelHeight, phased.kernelWidth];
  const { inChannels, outChannels } = window;
  const padded = pad(graph, filter, phasePadding(window, phased));
  const phases = reshape(graph, padded, [rows, sy, columns, sx, inChannels, outChannels]);
  const width = sy * sx * inChannels * outChannels;
  return reshape(graph, transpose(graph, phases, [0, 2, 1, 3, 4, 5]), [rows * columns, width]);
}

/** What toPhases makes → the filter. */
function fromPhases(graph: Recorder, taps: Value, { window, phased }: Tiling): Value {
  const [sy, sx] = stridesOf(window);
  const [rows, columns] = [phased.kernelHeight, phased.kernelWidth];
  const { inChannels, outChannels } = window;
  const phases = reshape(graph, taps, [rows, columns, sy, sx, inChannels, outChannels]);
  const together = transpose(graph, phases, [0, 2, 1, 3, 4, 5]);
  const padded = reshape(graph, together, [rows * sy, columns * sx, inChannels, outChannels]);
  const crops = phasePadding(window, phased).map((size) => -size);
  return pad(graph, padded, crops);
}

function phasePadding(w: ConvWindow, phased: ConvWindow): number[] {
  const [sy, sx] = stridesOf(w);
  const { rows, columns } = phaseShift(w);
  const bottom = phased.kernelHeight * sy - w.kernelHeight - rows;
  const right = phased.kernelWidth * sx - w.kernelWidth - columns;
  return [rows, columns, 0, 0, bottom, right, 0, 0];
}

/** x [N, H, W, C] → [H/s·W/s, N·s²·C]: what happens to pixels happens to all images and channels alike. */
function pixelRows(graph: Recorder, x: Value, [sy, sx]: Strides): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / sy, width / sx];
  const phases = reshape(graph, x, [batch, rows, sy, columns, sx, channels]);
  const pixels = transpose(graph, phases, [1, 3, 0, 2, 4, 5]);
  return reshape(graph, pixels, [rows * columns, batch * sy * sx * channels]);
}

/** What pixelRows makes → [N, H, W, C]. */
function fromPixelRows(
  graph: Recorder,
  pixels: Value,
  [rows, columns]: readonly [number, number],
  batch: number,
  [sy, sx]: Strides,
): Value {
  const channels = (pixels.shape[1] as number) / (batch * sy * sx);
  const phases = reshape(graph, pixels, [rows, columns, batch, sy, sx, channels]);
  const images = transpose(graph, phases, [2, 0, 3, 1, 4, 5]);
  return reshape(graph, images, [batch, rows * sy, columns * sx, channels]);
}

/** Pixels [H·W, row] → [pixels of a tile, tiles·row], with zeros outside of the image. */
function cut(graph: Recorder, pixels: Value, axes: Plane, side: 'input' | 'output'): Value {
  const row = pixels.shape[1] as number;
  const frames = axes.map(({ inSize, before, outSize, tiles, algorithm }) => {
    const [size, length, start] =
      side === 'input' ? [inSize, algorithm.size, before] : [outSize, algorithm.outputs, 0];
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
const placesOf = ([rows, columns]: Plane) => rows.algorithm.size * columns.algorithm.size;
const outputsOf = ([rows, columns]: Plane) => rows.algorithm.outputs * columns.algorithm.outputs;
const isSmall = ([rows, columns]: Plane) =>
  Math.max(rows.inSize * columns.inSize, rows.outSize * columns.outSize) <= smallImage;

/** [places, …] → [places, the rest]. */
const flat = (graph: Recorder, x: Value) =>
  reshape(graph, x, [x.shape[0] as number, sizeOf(x.shape.slice(1))]);

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

const filterWeight = ([rows, columns]: Plane, place: number, tap: number) => {
  const across = columns.algorithm.filter[0]?.length ?? 1;
  return entryOf(
    [rows.algorithm.filter, columns.algorithm.filter],
    placeOf(place, columns.algorithm.size),
    placeOf(tap, across),
  );
};

const outputWeight = ([rows, columns]: Plane, pixel: number, place: number) => {
  const across = columns.algorithm.outputs;
  return entryOf(
    [rows.algorithm.output, columns.algorithm.output],
    placeOf(pixel, across),
    placeOf(place, columns.algorithm.size),
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
