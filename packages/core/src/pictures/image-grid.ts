/** A contact sheet: one picture of many images. */
import { CoreError } from '../errors.ts';
import type { Pixels } from './pixels.ts';

export interface ImageGridOptions {
  /** Each pixel becomes scale × scale pixels. 3 by default, less for images of more than 32 rows. */
  readonly scale?: number;
  /** Pixels between the images and around them, after scaling; 4 by default. */
  readonly padding?: number;
}

/** The gray level of the frame: neither black nor white, so that the edge of every image is visible. */
const FRAME = 0x2a;

/**
 * Arranges images in rows, from the top left.
 *
 * @param images [count, height, width, channels], values in [-1, 1]; others are clipped
 * @param shape the shape of one image; 1 channel makes a gray picture, 3 an RGB picture
 * @param columns images per row; the last row may have fewer
 * @throws CoreError 'data-mismatch' when `images` does not hold a whole number of images, at least one
 */
export function imageGrid(
  images: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  columns: number,
  options: ImageGridOptions = {},
): Pixels {
  const [height, width, channels] = shape;
  const { scale = Math.min(3, Math.max(1, Math.floor(96 / height))), padding = 4 } = options;
  const count = images.length / (height * width * channels);
  if ((channels !== 1 && channels !== 3) || count < 1 || !Number.isInteger(count)) {
    const message = `image grid: ${images.length} values are not images of ${shape.join(' × ')}; channels must be 1 or 3`;
    throw new CoreError('data-mismatch', message);
  }
  const stepX = width * scale + padding;
  const stepY = height * scale + padding;
  const rows = Math.ceil(count / columns);
  const grid = {
    width: columns * stepX + padding,
    height: rows * stepY + padding,
    channels,
  } as const;
  const data = new Uint8Array(grid.width * grid.height * channels).fill(FRAME);
  for (let i = 0; i < count; i++) {
    const left = padding + (i % columns) * stepX;
    const top = padding + Math.floor(i / columns) * stepY;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const source = (i * height + Math.floor(y / scale)) * width + Math.floor(x / scale);
        const target = (top + y) * grid.width + left + x;
        for (let channel = 0; channel < channels; channel++) {
          data[target * channels + channel] = toByte(images[source * channels + channel] ?? 0);
        }
      }
    }
  }
  return { ...grid, data };
}

/** The byte of a value in [-1, 1]. */
function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}
