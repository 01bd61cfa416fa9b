/**
 * Tiles along one axis of an image, and the weight of each at each place. The outer quarter of an
 * overlap is dropped, since the network sees the edge of its tile there. Between the quarters one
 * tile fades into the next.
 */

/** The tiles of an axis: all of one length, in order. */
export interface AxisTiles {
  /** The length of each tile. */
  readonly length: number;
  readonly starts: readonly number[];
  /** The weights of each tile along its length; at each place of the axis they sum to 1. */
  readonly weights: readonly Float32Array[];
}

export interface TileSizes {
  /** The longest tile, in pixels; rounded down to a multiple of `multiple`. */
  readonly tile: number;
  /** The least overlap of two neighbors, in pixels; at most half a tile. */
  readonly overlap: number;
  /** Starts and lengths are multiples of it, so that the network's strides align in all tiles. */
  readonly multiple: number;
}

/** Covers `size` pixels; the tiles may exceed them by less than `multiple`. */
export function tileAxis(size: number, { tile, overlap, multiple }: TileSizes): AxisTiles {
  // In units of `multiple` from here on.
  const whole = Math.ceil(size / multiple);
  const length = Math.min(whole, Math.max(1, Math.floor(tile / multiple)));
  const shared = Math.min(Math.ceil(overlap / multiple), Math.floor(length / 2));
  const count = length === whole ? 1 : Math.ceil((whole - shared) / (length - shared));
  const starts = Array.from({ length: count }, (_, k) =>
    k === 0 ? 0 : Math.floor((k * (whole - length)) / (count - 1)) * multiple,
  );
  return {
    length: length * multiple,
    starts,
    weights: weightsOf(starts, length * multiple, shared * multiple),
  };
}

function weightsOf(starts: readonly number[], length: number, overlap: number): Float32Array[] {
  const end = (starts.at(-1) ?? 0) + length;
  const total = new Float32Array(end);
  const raw = starts.map((start, k) => {
    const isLast = k === starts.length - 1;
    return Float32Array.from({ length }, (_, i) => {
      const weight = Math.min(
        k === 0 ? 1 : fade(i, overlap),
        isLast ? 1 : fade(length - 1 - i, overlap),
      );
      total[start + i] = (total[start + i] ?? 0) + weight;
      return weight;
    });
  });
  return raw.map((weights, k) =>
    weights.map((weight, i) => weight / (total[(starts[k] ?? 0) + i] ?? 1)),
  );
}

/**
 * From 0 at a quarter of the overlap to 1 at three quarters, for the i-th pixel from a tile's edge.
 */
function fade(i: number, overlap: number): number {
  if (overlap === 0) return 1;
  return Math.min(1, Math.max(0, (i + 0.5 - overlap / 4) / (overlap / 2)));
}
