/** Whether a convolution is cut into tiles, and into which. */
import type { GraphBuilder } from '../build/graph-builder.ts';
import { phasedWindow } from './space-to-depth.ts';
import { type ConvWindow, turnedWindow } from './window.ts';
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

/** Pixels of the images that one matrix cuts and transforms. */
const smallImage = 64;

/** A convolution along one axis. */
export interface Axis {
  readonly inSize: number;
  /** Zeros before the first pixel. */
  readonly before: number;
  readonly outSize: number;
  readonly tiles: number;
  readonly algorithm: ToomCook;
}

export type Plane = readonly [rows: Axis, columns: Axis];

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
  graph: GraphBuilder,
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

export const tilesOf = ([rows, columns]: Plane) => rows.tiles * columns.tiles;
export const placesOf = ([rows, columns]: Plane) => rows.algorithm.size * columns.algorithm.size;
/** Whether images are cut and transformed by one matrix. */
export const isSmall = ([rows, columns]: Plane) =>
  Math.max(rows.inSize * columns.inSize, rows.outSize * columns.outSize) <= smallImage;
