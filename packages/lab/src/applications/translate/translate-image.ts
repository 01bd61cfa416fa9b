/**
 * Translates one image. Large images are translated tile by tile, so that memory depends on the
 * tile and not on the image. Transparency bypasses the network.
 */
import type { Pixels } from '@ganport/core';
import { type AxisTiles, mapTiles, tileAxis, withChannels } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';
import { resizePixels } from '../../imaging/decode-image.ts';
import type { AxisSizes, ImageModel } from './image-model.ts';

export interface TranslateOptions {
  /** The side of the tiles in pixels, for models that take any size; 512 unless given. */
  readonly tile?: number;
  /** The least overlap of neighboring tiles, in pixels; at most half a tile. */
  readonly overlap?: number;
  /** Resizes the result of a model of fixed size back to the image's size. */
  readonly keepSize?: boolean;
  readonly onTile?: (done: number, total: number) => void;
  /** Aborts after a tile: its reason is thrown. */
  readonly signal?: AbortSignal;
}

const defaultTile = 512;
const defaultOverlap = 64;

/**
 * Translates an image of any size.
 *
 * @param image eight bits a value, 1, 3 or 4 channels
 * @returns 1 or 3 channels as the model has, 4 where the image has transparency
 * @throws LabError 'bad-argument' for tiles that the model or their overlap rules out; RuntimeError
 * @example
 * const zebra = await translateImage(translator, await readImage('horse.jpg', { alpha: 'keep' }));
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
  const translated = await mapTiles(input, {
    rows: axisOf(model.height, targetHeight, options),
    columns: axisOf(model.width, targetWidth, options),
    run: (values, tileHeight, tileWidth) => model.run(values, tileHeight, tileWidth),
    onTile: options.onTile,
    signal: options.signal,
  });
  const result = options.keepSize ? await resizePixels(translated, height, width) : translated;
  return image.channels === 4 ? withAlphaOf(image, result) : result;
}

function checkTiles(
  { path, height, width }: ImageModel,
  { tile, overlap }: TranslateOptions,
): void {
  if (tile !== undefined && 'fixed' in height && 'fixed' in width) {
    const message = `--tile: ${path} takes images of ${height.fixed} × ${width.fixed} only, to which all are resized; leave it out`;
    throw new LabError('bad-argument', message);
  }
  if (overlap !== undefined && overlap > (tile ?? defaultTile) / 2) {
    const message = `--overlap: ${overlap} is more than half a tile of ${tile ?? defaultTile}; give larger tiles or less overlap`;
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

/** The result with three channels and the image's transparency, resized to the result's size. */
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

function withAlpha({ width, height, data: colors }: Pixels, alpha: Uint8Array): Pixels {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.set(colors.subarray(3 * i, 3 * i + 3), 4 * i);
    data[4 * i + 3] = alpha[i] as number;
  }
  return { width, height, channels: 4, data };
}

/**
 * Joins two images into one picture: the first, resized to the second, is on the left.
 *
 * @example
 * await writePng('both.png', await sideBySide(horse, zebra));
 */
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
