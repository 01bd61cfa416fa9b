/**
 * An image through a network, tile by tile, so that memory depends on the tile and not on the image.
 * Tiles overlap and fade into each other; `tiles.ts` has the places and the weights of one axis.
 */
import type { Pixels } from './pixels.ts';
import type { AxisTiles } from './tiles.ts';

/** What a network makes of a tile. */
export interface Tiled {
  /** [height, width, channels] in [-1, 1], of the tile's height and width. */
  readonly values: Float32Array;
  readonly channels: 1 | 3;
}

export interface TileMap {
  readonly rows: AxisTiles;
  readonly columns: AxisTiles;
  /** @param values [height, width, channels] in [-1, 1], with the image's channels */
  run(values: Float32Array, height: number, width: number): Promise<Tiled>;
  readonly onTile?: ((done: number, total: number) => void) | undefined;
  /** Aborts after a tile: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The image that a network makes of all tiles. The image is mirrored beyond its edges.
 *
 * @param image eight bits a value
 * @returns as large as the image, with the channels of the network's results
 */
export async function mapTiles(image: Pixels, map: TileMap): Promise<Pixels> {
  const { rows, columns, run, onTile, signal } = map;
  const { height, width } = image;
  const total = rows.starts.length * columns.starts.length;
  let done = 0;
  let result: { data: Uint8Array; band: Float32Array; channels: 1 | 3 } | undefined;
  for (const [r, top] of rows.starts.entries()) {
    for (const [c, left] of columns.starts.entries()) {
      signal?.throwIfAborted();
      const values = cutTile(image, top, left, rows.length, columns.length);
      const made = await run(values, rows.length, columns.length);
      const { channels } = made;
      result ??= {
        channels,
        data: new Uint8Array(height * width * channels),
        // The sums of one row of tiles. Lines above the next row's start are complete.
        band: new Float32Array(rows.length * width * channels),
      };
      const weights = [rows.weights[r], columns.weights[c]] as [Float32Array, Float32Array];
      addTile(made.values, weights, result.band, left, width, channels);
      onTile?.(++done, total);
    }
    if (result) {
      const next = rows.starts[r + 1] ?? height;
      const { band, data, channels } = result;
      const stride = width * channels;
      const finished = (next - top) * stride;
      for (let i = 0; i < finished; i++) data[top * stride + i] = toByte(band[i] as number);
      band.copyWithin(0, finished);
      band.fill(0, Math.max(0, band.length - finished));
    }
  }
  const { data, channels } = result as NonNullable<typeof result>; // Every image has a tile.
  return { width, height, channels, data };
}

/** A tile in [-1, 1]; the image is mirrored beyond its edges. */
function cutTile(
  { data, width, height, channels }: Pixels,
  top: number,
  left: number,
  tileHeight: number,
  tileWidth: number,
): Float32Array {
  const values = new Float32Array(tileHeight * tileWidth * channels);
  for (let y = 0; y < tileHeight; y++) {
    const row = mirrored(top + y, height) * width;
    for (let x = 0; x < tileWidth; x++) {
      const from = (row + mirrored(left + x, width)) * channels;
      const to = (y * tileWidth + x) * channels;
      for (let k = 0; k < channels; k++) values[to + k] = (data[from + k] as number) / 127.5 - 1;
    }
  }
  return values;
}

/**
 * The index of place `i` ≥ 0 on an axis that is mirrored at its end; the last pixel is not
 * repeated.
 */
function mirrored(i: number, size: number): number {
  if (i < size) return i;
  const period = Math.max(1, 2 * size - 2);
  const place = i % period;
  return place < size ? place : period - place;
}

function addTile(
  tile: Float32Array,
  [down, across]: readonly [Float32Array, Float32Array],
  band: Float32Array,
  left: number,
  width: number,
  channels: number,
): void {
  const columns = Math.min(across.length, width - left);
  for (let y = 0; y < down.length; y++) {
    for (let x = 0; x < columns; x++) {
      const weight = (down[y] as number) * (across[x] as number);
      const from = (y * across.length + x) * channels;
      const to = (y * width + left + x) * channels;
      for (let k = 0; k < channels; k++) {
        band[to + k] = (band[to + k] as number) + weight * (tile[from + k] as number);
      }
    }
  }
}

/** A value in [-1, 1] as eight bits, clamped. */
function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}
