/**
 * Convolutions with a quarter of the products: images are cut into tiles that overlap, tiles and
 * filter are transformed by constant matrices (toom-cook.ts), and what is left is one matrix product
 * for each place of a tile. All three products of training have this form: the convolution, its
 * input's gradient (a convolution with the filter turned round) and its filter's gradient. With
 * stride s it is the convolution of stride 1 of the image's s² phases, which are so many times the
 * channels. Like the other matmul form it is for weights that change from run to run.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import type { Value } from '../build/value.ts';
import {
  filterFromPhases,
  filterToPhases,
  fromPixelRows,
  pixelRows,
  type Strides,
  stridesOf,
  unphased,
} from './space-to-depth.ts';
import { gather, matMul, pad, reshape, sizeOf, transpose } from '../build/ops.ts';
import {
  filterMatrix,
  inputMatrix,
  type Matrix,
  outputMatrix,
  transposed,
} from './winograd-matrices.ts';
import { isSmall, placesOf, type Plane, tilesOf, type Tiling } from './winograd-tiling.ts';

/** x [N, H, W, C], filter [kh, kw, C, K] → [N, outH, outW, K]. */
export function convWinograd(graph: GraphBuilder, x: Value, filter: Value, tiling: Tiling): Value {
  const { window, axes } = tiling;
  const inputs = inputTiles(graph, x, axes, stridesOf(window));
  const products = matMul(graph, inputs, filterTiles(graph, filter, tiling, false));
  return fromTiles(graph, products, axes, window.batch, unphased);
}

/** dy [N, outH, outW, K], filter [kh, kw, C, K] → the input's gradient [N, H, W, C]. */
export function inputGradientWinograd(
  graph: GraphBuilder,
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
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  tiling: Tiling,
): Value {
  const { window, axes, phased } = tiling;
  const inputs = transpose(graph, inputTiles(graph, x, axes, stridesOf(window)), [0, 2, 1]);
  const products = matMul(graph, inputs, outputTiles(graph, dy, axes));
  const taps = transform(graph, transposed(filterMatrix(axes, false)), flat(graph, products));
  return filterFromPhases(graph, taps, window, phased);
}

/**
 * x [N, H, W, C] → its tiles, transformed, [places, tiles·N, s²·C]; made once for each geometry.
 *
 * @param strides of the convolution that x is the input of
 */
function inputTiles(graph: GraphBuilder, x: Value, axes: Plane, strides: Strides): Value {
  const key = `winograd input ${JSON.stringify([axes, strides])}`;
  return graph.memo(x, key, () => {
    const pixels = pixelRows(graph, x, strides);
    const reached = isSmall(axes) ? pixels : cut(graph, pixels, axes, 'input');
    return byPlace(graph, transform(graph, inputMatrix(axes), reached), axes, x.shape[0] as number);
  });
}

/** dy [N, outH, outW, K] → its tiles as the output's transform reaches them, [places, tiles·N, K]. */
function outputTiles(graph: GraphBuilder, dy: Value, axes: Plane): Value {
  const key = `winograd output ${JSON.stringify(axes)}`;
  return graph.memo(dy, key, () => {
    const pixels = pixelRows(graph, dy, unphased);
    const reached = isSmall(axes) ? pixels : cut(graph, pixels, axes, 'output');
    const transformed = transform(graph, transposed(outputMatrix(axes)), reached);
    return byPlace(graph, transformed, axes, dy.shape[0] as number);
  });
}

/**
 * Products [places, tiles·N, s²·C] → the image [N, H, W, C].
 *
 * @param strides H and W are so many times the outputs
 */
function fromTiles(
  graph: GraphBuilder,
  products: Value,
  axes: Plane,
  batch: number,
  strides: Strides,
): Value {
  const [rows, columns] = axes;
  const row = batch * (products.shape[2] as number);
  const places = isSmall(axes)
    ? reshape(graph, products, [placesOf(axes) * tilesOf(axes), row])
    : flat(graph, products);
  const outputs = transform(graph, outputMatrix(axes), places);
  const pixels = isSmall(axes) ? outputs : joined(graph, outputs, axes, row);
  return fromPixelRows(graph, pixels, [rows.outSize, columns.outSize], batch, strides);
}

/** filter [kh, kw, C, K] → transformed, [places, s²·C, K]. @param isTurned by half a turn */
function filterTiles(graph: GraphBuilder, filter: Value, tiling: Tiling, isTurned: boolean): Value {
  const { window, phased } = tiling;
  const axes = isTurned ? tiling.turned : tiling.axes;
  const geometry = [axes, stridesOf(window), window.top, window.left];
  const key = `winograd filter ${isTurned} ${JSON.stringify(geometry)}`;
  return graph.memo(filter, key, () => {
    const taps = filterToPhases(graph, filter, window, phased);
    const transformed = transform(graph, filterMatrix(axes, isTurned), taps);
    return reshape(graph, transformed, [placesOf(axes), phased.inChannels, phased.outChannels]);
  });
}

/** Pixels [H·W, row] → [pixels of a tile, tiles·row], with zeros outside of the image. */
function cut(graph: GraphBuilder, pixels: Value, axes: Plane, side: 'input' | 'output'): Value {
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
function joined(graph: GraphBuilder, tiles: Value, axes: Plane, row: number): Value {
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

/** [places, …] → [places, the rest]. */
const flat = (graph: GraphBuilder, x: Value) =>
  reshape(graph, x, [x.shape[0] as number, sizeOf(x.shape.slice(1))]);

/** [places·tiles or places, …] → [places, tiles·N, channels]. */
function byPlace(graph: GraphBuilder, transformed: Value, axes: Plane, batch: number): Value {
  const [places, rows] = [placesOf(axes), tilesOf(axes) * batch];
  return reshape(graph, transformed, [places, rows, sizeOf(transformed.shape) / (places * rows)]);
}

function transform(graph: GraphBuilder, { shape, data }: Matrix, x: Value): Value {
  return matMul(graph, graph.constant({ dtype: 'float32', shape, data }), x);
}
