/** The cost model of Winograd convolutions: whether an image is cut into tiles, and into which. */
import { blockWindow } from './space-to-depth.ts';
import { tileSizes, toomCook, type ToomCook } from './toom-cook.ts';
import { inputGradientWindow, type ConvWindow, type WindowAxis } from './window.ts';

/** With fewer channels the transforms cost more than the products they save. */
const fewestChannels = 16;

/** Filters for which the algorithms of toom-cook.ts save products without losing too many digits. */
const fewestTaps = 3;
const mostTaps = 5;

/** An image of at most so many pixels is cut and transformed by one matrix. */
const smallImage = 64;

/** When tiles are profitable, and which ones may be used. All numbers are measured. */
export interface CostModel {
  /** How many times fewer the products must be, since the transforms cost time too. */
  readonly savings: number;
  /** Transforming a filter costs as much as so many rows of the products with it. */
  readonly filterRows: number;
  readonly largestTile: number;
}

const changingFilter: CostModel = { savings: 3, filterRows: 16, largestTile: 9 };
/** A constant filter is transformed once. Smaller tiles keep the results closer to the original's. */
const constantFilter: CostModel = { savings: 2, filterRows: 0, largestTile: 8 };

/** The costs by which graphs are exported. @param hasConstantFilter it is transformed once, not in every run */
export const usualCosts = (hasConstantFilter: boolean): CostModel =>
  hasConstantFilter ? constantFilter : changingFilter;

/** A convolution along one axis, in tiles. */
export interface TiledAxis {
  readonly input: number;
  /** Zeros before the first pixel. */
  readonly begin: number;
  readonly output: number;
  readonly tiles: number;
  readonly algorithm: ToomCook;
}

export type TiledPlane = readonly [rows: TiledAxis, columns: TiledAxis];

/** How a convolution and its gradients are cut into tiles. */
export interface WinogradTiling {
  readonly window: ConvWindow;
  /** The window after space-to-depth, of stride 1. */
  readonly blocks: ConvWindow;
  readonly forward: TiledPlane;
  /** Of the convolution that makes the input's gradient. */
  readonly inputGradient: TiledPlane;
}

/** The tiles of a convolution; undefined where they are not possible or not profitable. */
export function winogradTiling(window: ConvWindow, costs: CostModel): WinogradTiling | undefined {
  if (Math.min(window.inChannels, window.outChannels) < fewestChannels) return undefined;
  const blocks = blockWindow(window);
  const gradient = blocks && inputGradientWindow(blocks);
  if (!gradient) return undefined;
  if (blocks.axes.some(({ kernel }) => kernel < fewestTaps || kernel > mostTaps)) return undefined;
  const forward = tiledPlane(blocks, costs);
  const inputGradient = tiledPlane(gradient, costs);
  if (![forward, inputGradient].every((plane) => isProfitable(plane, window, costs))) {
    return undefined;
  }
  return { window, blocks, forward, inputGradient };
}

function tiledPlane({ axes: [rows, columns] }: ConvWindow, costs: CostModel): TiledPlane {
  return [tiledAxis(rows, costs), tiledAxis(columns, costs)];
}

/** The tiles that make the fewest products; of as many, the smallest, which lose the fewest digits. */
function tiledAxis(
  { input, begin, output, kernel }: WindowAxis,
  { largestTile }: CostModel,
): TiledAxis {
  return tileSizes
    .filter((size) => size <= largestTile)
    .map((size) => {
      const algorithm = toomCook(kernel, size);
      return { input, begin, output, tiles: Math.ceil(output / algorithm.outputs), algorithm };
    })
    .reduce((best, next) => (productsOf(next) < productsOf(best) ? next : best));
}

const productsOf = ({ tiles, algorithm }: TiledAxis) => tiles * algorithm.size;

function isProfitable(
  plane: TiledPlane,
  { batch, axes: [rows, columns] }: ConvWindow,
  { savings, filterRows }: CostModel,
): boolean {
  const productRows = tilesOf(plane) * batch + filterRows;
  const products = pointsOf(plane) * productRows * rows.stride * columns.stride;
  const direct = batch * rows.output * columns.output * rows.kernel * columns.kernel;
  return savings * products <= direct;
}

/** How many tiles an image has. */
export const tilesOf = ([rows, columns]: TiledPlane) => rows.tiles * columns.tiles;

/** How many points a transformed tile has: one matrix product is made for each. */
export const pointsOf = ([rows, columns]: TiledPlane) =>
  rows.algorithm.size * columns.algorithm.size;

/** Whether images are cut and transformed by one matrix. */
export const isSmall = ([rows, columns]: TiledPlane) =>
  Math.max(rows.input * columns.input, rows.output * columns.output) <= smallImage;
