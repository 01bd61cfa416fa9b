/**
 * One image through a translator. Large images go tile by tile, so that memory is bounded by the tile
 * and not by the image; transparency goes around the network.
 */
import { LabError } from '../../errors.ts';
import { withChannels } from '../../imaging/channels.ts';
import { resizePixels } from '../../imaging/decode-image.ts';
import type { Pixels } from '@ganport/core';
import type { AxisSizes, ImageModel } from './image-model.ts';
import { tileAxis, type AxisTiles } from './tiles.ts';

export interface TranslateOptions {
  /** Side of the tiles in pixels, for models that take any size. */
  readonly tile?: number;
  /** Pixels that neighbouring tiles share at least. */
  readonly overlap?: number;
  /** A model of one size gives that size; this takes the result back to the image's own. */
  readonly keepSize?: boolean;
  readonly onTile?: (done: number, total: number) => void;
  /** Stops after a tile, with its reason thrown. */
  readonly signal?: AbortSignal;
}

const defaultTile = 512;
const defaultOverlap = 64;

/**
 * Translates an image of any size: 1 or 3 channels, 4 where the image has transparency.
 *
 * @throws LabError 'bad-argument' for tiles that cannot be; RuntimeError
 */
export async function translateImage(
  model: ImageModel,
  image: Pixels,
  options: TranslateOptions = {},
): Promise<Pixels> {
  const { height, width } = image;
  checkTiles(model, options);
  const [targetHeight, targetWidth] = [fixedOr(model.height, height), fixedOr(model.width, width)];
  const opaque = image.channels === 4 ? withChannels(image, 3) : image;
  const input = withChannels(await resizePixels(opaque, targetHeight, targetWidth), model.channels);
  const translated = await tiled(model, input, options);
  const result = options.keepSize ? await resizePixels(translated, height, width) : translated;
  return image.channels === 4 ? withAlphaOf(image, result) : result;
}

function checkTiles(
  { path, height, width }: ImageModel,
  { tile, overlap }: TranslateOptions,
): void {
  if (tile !== undefined && 'fixed' in height && 'fixed' in width) {
    const message = `tile: ${path} takes images of ${height.fixed} × ${width.fixed} only, to which all are resized; leave it out`;
    throw new LabError('bad-argument', message);
  }
  if (overlap !== undefined && overlap > (tile ?? defaultTile) / 2) {
    const message = `overlap: ${overlap} is more than half a tile of ${tile ?? defaultTile}; give larger tiles or less overlap`;
    throw new LabError('bad-argument', message);
  }
}

function fixedOr(sizes: AxisSizes, size: number): number {
  return 'fixed' in sizes ? sizes.fixed : size;
}

function axisOf(sizes: AxisSizes, size: number, options: TranslateOptions): AxisTiles {
  const { tile = defaultTile, overlap = defaultOverlap } = options;
  return 'fixed' in sizes
    ? tileAxis(size, { tile: size, overlap: 0, multiple: 1 })
    : tileAxis(size, { tile, overlap: Math.min(overlap, tile / 2), multiple: sizes.multiple });
}

async function tiled(model: ImageModel, image: Pixels, options: TranslateOptions): Promise<Pixels> {
  const { height, width } = image;
  const rows = axisOf(model.height, height, options);
  const columns = axisOf(model.width, width, options);
  const total = rows.starts.length * columns.starts.length;
  let done = 0;
  let result: { data: Uint8Array; band: Float32Array; channels: 1 | 3 } | undefined;
  for (const [r, top] of rows.starts.entries()) {
    for (const [c, left] of columns.starts.entries()) {
      options.signal?.throwIfAborted();
      const values = cutTile(image, top, left, rows.length, columns.length);
      const made = await model.run(values, rows.length, columns.length);
      const { channels } = made;
      result ??= {
        channels,
        data: new Uint8Array(height * width * channels),
        // The sums of one row of tiles; what is below the next row's start is finished.
        band: new Float32Array(rows.length * width * channels),
      };
      const weights = [rows.weights[r], columns.weights[c]] as [Float32Array, Float32Array];
      addTile(made.values, weights, result.band, left, width, channels);
      options.onTile?.(++done, total);
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

/** A tile in [-1, 1]; beyond the image's edges it is mirrored. */
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

/** Place `i` ≥ 0 of an axis that is mirrored at its ends, the last pixel not repeated. */
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

/** From [-1, 1]; what is outside is cut off. */
function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}

/** The result in colours, with the image's transparency, resized where the result has another size. */
async function withAlphaOf(image: Pixels, result: Pixels): Promise<Pixels> {
  const { width, height } = result;
  const own = Uint8Array.from(
    { length: image.width * image.height },
    (_, i) => image.data[4 * i + 3] as number,
  );
  const mask: Pixels = { width: image.width, height: image.height, channels: 1, data: own };
  const alpha = (await resizePixels(mask, height, width)).data;
  return withAlpha(withChannels(result, 3), alpha);
}

function withAlpha({ width, height, data: colours }: Pixels, alpha: Uint8Array): Pixels {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.set(colours.subarray(3 * i, 3 * i + 3), 4 * i);
    data[4 * i + 3] = alpha[i] as number;
  }
  return { width, height, channels: 4, data };
}

/** Both in one picture: the first, taken to the size of the second, on the left. */
export async function sideBySide(first: Pixels, second: Pixels): Promise<Pixels> {
  const { width, height } = second;
  const channels = Math.max(first.channels, second.channels) as Pixels['channels'];
  const pair = [await resizePixels(first, height, width), second].map((image) =>
    inChannels(image, channels),
  );
  const stride = width * channels;
  const data = new Uint8Array(2 * height * stride);
  for (const [i, image] of pair.entries()) {
    for (let y = 0; y < height; y++) {
      data.set(image.data.subarray(y * stride, (y + 1) * stride), (2 * y + i) * stride);
    }
  }
  return { width: 2 * width, height, channels, data };
}

function inChannels(image: Pixels, channels: Pixels['channels']): Pixels {
  if (image.channels === channels) return image;
  if (channels !== 4) return withChannels(image, channels);
  return withAlpha(withChannels(image, 3), new Uint8Array(image.width * image.height).fill(255));
}
