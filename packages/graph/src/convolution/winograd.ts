/**
 * Winograd convolutions, with a quarter of the products: images are cut into tiles that overlap, tiles
 * and filter are transformed by constant matrices (toom-cook.ts), and one matrix product is made for
 * each point of a transformed tile. All three products of training have this form: the convolution,
 * its input's gradient (a convolution with the filter rotated by 180°) and its filter's gradient. A
 * strided convolution becomes one of stride 1 by space-to-depth.
 */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { at, gather, matMul, pad, reshape, sizeOf, transpose } from '../build/ops.ts';
import { isConstant, type Value } from '../build/value.ts';
import type { ConvolutionForm } from './form.ts';
import {
  blockRows,
  filterFromBlocks,
  filterToBlocks,
  fromBlockRows,
  singlePixel,
  strideBlock,
  type Block,
} from './space-to-depth.ts';
import { along, type ConvWindow } from './window.ts';
import {
  filterMatrix,
  inputMatrix,
  outputMatrix,
  transposed,
  type Matrix,
} from './winograd-matrices.ts';
import {
  isSmall,
  pointsOf,
  tilesOf,
  usualCosts,
  winogradTiling,
  type CostModel,
  type TiledAxis,
  type TiledPlane,
  type WinogradTiling,
} from './winograd-tiling.ts';

/**
 * The form with tiles of a cost model.
 *
 * @param costsOf the costs for filters that are constants, or not
 */
export function winogradForm(
  name: string,
  costsOf: (hasConstantFilter: boolean) => CostModel,
): ConvolutionForm {
  const tilingOf = (window: ConvWindow, hasConstantFilter: boolean): WinogradTiling => {
    const tiling = winogradTiling(window, costsOf(hasConstantFilter));
    if (tiling) return tiling;
    throw new Error(`${name} does not fit this window`);
  };
  return {
    name,

    fits: ({ window, strategy, hasConstantFilter }) =>
      strategy === 'cpu' && winogradTiling(window, costsOf(hasConstantFilter)) !== undefined,

    forward(graph, x, filter, window) {
      const tiling = tilingOf(window, isConstant(filter));
      const inputs = inputTiles(graph, x, tiling.forward, strideBlock(window));
      const products = matMul(graph, inputs, filterTiles(graph, filter, tiling, false));
      return fromTiles(graph, products, tiling.forward, window.batch, singlePixel);
    },

    inputGradient(graph, dy, filter, window) {
      const tiling = tilingOf(window, isConstant(filter));
      const weights = transpose(graph, filterTiles(graph, filter, tiling, true), [0, 2, 1]);
      const inputs = inputTiles(graph, dy, tiling.inputGradient, singlePixel);
      const products = matMul(graph, inputs, weights);
      return fromTiles(graph, products, tiling.inputGradient, window.batch, strideBlock(window));
    },

    filterGradient(graph, x, dy, window) {
      const { forward, blocks } = tilingOf(window, false);
      const tiles = inputTiles(graph, x, forward, strideBlock(window));
      const inputs = transpose(graph, tiles, [0, 2, 1]);
      const products = matMul(graph, inputs, outputTiles(graph, dy, forward));
      const matrix = transposed(filterMatrix(forward, false));
      const taps = transform(graph, matrix, flat(graph, products));
      return filterFromBlocks(graph, taps, window, blocks);
    },
  };
}

/** The form that graphs are exported with. */
export const winograd = winogradForm('winograd', usualCosts);

/**
 * x [N, H, W, C] → its tiles, transformed, [points, tiles·N, s²·C]; made once for each geometry.
 *
 * @param block the stride of the convolution that x is the input of
 */
function inputTiles(graph: GraphBuilder, x: Value, plane: TiledPlane, block: Block): Value {
  const key = `winograd input ${JSON.stringify([plane, block])}`;
  return graph.memo(x, key, () => {
    const pixels = blockRows(graph, x, block);
    const tiles = isSmall(plane) ? pixels : cut(graph, pixels, plane, 'input');
    return byPoint(graph, transform(graph, inputMatrix(plane), tiles), plane, at(x.shape, 0));
  });
}

/** dy [N, outH, outW, K] → its tiles under the output's transposed transform, [points, tiles·N, K]. */
function outputTiles(graph: GraphBuilder, dy: Value, plane: TiledPlane): Value {
  const key = `winograd output ${JSON.stringify(plane)}`;
  return graph.memo(dy, key, () => {
    const pixels = blockRows(graph, dy, singlePixel);
    const tiles = isSmall(plane) ? pixels : cut(graph, pixels, plane, 'output');
    const transformed = transform(graph, transposed(outputMatrix(plane)), tiles);
    return byPoint(graph, transformed, plane, at(dy.shape, 0));
  });
}

/**
 * Products [points, tiles·N, s²·C] → the image [N, H, W, C].
 *
 * @param block H and W are so many times the outputs
 */
function fromTiles(
  graph: GraphBuilder,
  products: Value,
  plane: TiledPlane,
  batch: number,
  block: Block,
): Value {
  const [rows, columns] = plane;
  const row = batch * at(products.shape, 2);
  const points = isSmall(plane)
    ? reshape(graph, products, [pointsOf(plane) * tilesOf(plane), row])
    : flat(graph, products);
  const outputs = transform(graph, outputMatrix(plane), points);
  const pixels = isSmall(plane) ? outputs : joined(graph, outputs, plane, row);
  return fromBlockRows(graph, pixels, [rows.output, columns.output], batch, block);
}

/** filter [kh, kw, C, K] → transformed, [points, s²·C, K]. @param isRotated by 180° */
function filterTiles(
  graph: GraphBuilder,
  filter: Value,
  tiling: WinogradTiling,
  isRotated: boolean,
): Value {
  const { window, blocks } = tiling;
  const plane = isRotated ? tiling.inputGradient : tiling.forward;
  const geometry = [plane, strideBlock(window), along(window, 'begin')];
  const key = `winograd filter ${isRotated} ${JSON.stringify(geometry)}`;
  return graph.memo(filter, key, () => {
    const taps = filterToBlocks(graph, filter, window, blocks);
    const transformed = transform(graph, filterMatrix(plane, isRotated), taps);
    return reshape(graph, transformed, [pointsOf(plane), blocks.inChannels, blocks.outChannels]);
  });
}

/** Pixels [H·W, row] → [pixels of a tile, tiles·row], with zeros outside of the image. */
function cut(
  graph: GraphBuilder,
  pixels: Value,
  plane: TiledPlane,
  side: 'input' | 'output',
): Value {
  const row = at(pixels.shape, 1);
  const [y, x] = [frameOf(plane[0], side), frameOf(plane[1], side)];
  const framed = pad(graph, reshape(graph, pixels, [y.size, x.size, row]), [
    y.begin,
    x.begin,
    0,
    y.reached - y.begin - y.size,
    x.reached - x.begin - x.size,
    0,
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

/** One axis of an image: its pixels, the pixels of a tile, and how far all tiles together reach. */
function frameOf(axis: TiledAxis, side: 'input' | 'output') {
  const { tiles, algorithm } = axis;
  const [size, length, begin] =
    side === 'input'
      ? [axis.input, algorithm.size, axis.begin]
      : [axis.output, algorithm.outputs, 0];
  const reached = (tiles - 1) * algorithm.outputs + length;
  return { size, length, begin, reached, tiles, step: algorithm.outputs };
}

/** [pixels of a tile, tiles·row] → [outH·outW, row]. */
function joined(graph: GraphBuilder, tiles: Value, plane: TiledPlane, row: number): Value {
  const [rows, columns] = plane;
  const [m, n] = [rows.algorithm.outputs, columns.algorithm.outputs];
  const indices = Int32Array.from({ length: rows.output * columns.output }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / columns.output), pixel % columns.output];
    const inTile = (y % m) * n + (x % n);
    const tile = Math.floor(y / m) * columns.tiles + Math.floor(x / n);
    return inTile * tilesOf(plane) + tile;
  });
  const index = graph.constant({ dtype: 'int32', shape: [indices.length], data: indices });
  return gather(graph, reshape(graph, tiles, [m * n * tilesOf(plane), row]), index, 0);
}

/** [points, …] → [points, the rest]. */
const flat = (graph: GraphBuilder, x: Value) =>
  reshape(graph, x, [at(x.shape, 0), sizeOf(x.shape.slice(1))]);

/** [points·tiles or points, …] → [points, tiles·N, channels]. */
function byPoint(graph: GraphBuilder, transformed: Value, plane: TiledPlane, batch: number): Value {
  const [points, rows] = [pointsOf(plane), tilesOf(plane) * batch];
  return reshape(graph, transformed, [points, rows, sizeOf(transformed.shape) / (points * rows)]);
}

function transform(graph: GraphBuilder, { shape, data }: Matrix, x: Value): Value {
  return matMul(graph, graph.constant({ dtype: 'float32', shape, data }), x);
}
