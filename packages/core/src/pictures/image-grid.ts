/** A contact sheet: one picture of many images. */
import { CoreError } from '../errors.ts';
import { drawText, lettersWithin, textSize } from './bitmap-font.ts';
import type { Pixels } from './pixels.ts';

export interface ImageGridOptions {
  /** Each pixel becomes scale × scale pixels. 3 by default, less for images of more than 32 rows. */
  readonly scale?: number;
  /** Pixels between the images and around them, after scaling; 4 by default. */
  readonly padding?: number;
  /**
   * A name for each image. Where all images of every row have one name, it is drawn once, beside the row;
   * otherwise each is below its image.
   */
  readonly names?: readonly string[] | undefined;
}

/** The gray level of the frame: neither black nor white, so that the edge of every image is visible. */
const FRAME = 0x2a;
const TEXT = 0xe0;
/** The most letters of a name beside a row. */
const LETTERS = 16;

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
  const rows = Math.ceil(count / columns);
  const names = placeNames(options.names, {
    columns,
    rows,
    width: width * scale,
    height: height * scale,
  });
  const stepX = width * scale + padding;
  const stepY = height * scale + padding + names.below;
  const grid = {
    width: columns * stepX + padding + names.beside,
    height: rows * stepY + padding,
    channels,
  } as const;
  const data = new Uint8Array(grid.width * grid.height * channels).fill(FRAME);
  for (let i = 0; i < count; i++) {
    const left = names.beside + padding + (i % columns) * stepX;
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
  const picture = { ...grid, data };
  for (const { text, scale: size, row, column, x, y } of names.texts) {
    const place = {
      left: x + padding + (column === undefined ? 0 : names.beside + column * stepX),
      top: y + padding + row * stepY,
      scale: size,
    };
    drawText(picture, text, place, TEXT);
  }
  return picture;
}

interface Name {
  readonly text: string;
  readonly scale: number;
  readonly row: number;
  /** Undefined for a name beside its row. */
  readonly column?: number;
  /** The place in its cell, or in the margin. */
  readonly x: number;
  readonly y: number;
}

interface Placed {
  /** The width of the margin for the names of rows. */
  readonly beside: number;
  /** The height of the strip below each image. */
  readonly below: number;
  readonly texts: readonly Name[];
}

/** @param cell the columns and rows of the grid, and the size of an image in pixels */
function placeNames(
  names: readonly string[] | undefined,
  cell: { columns: number; rows: number; width: number; height: number },
): Placed {
  if (!names?.length) return { beside: 0, below: 0, texts: [] };
  const { columns, rows, width, height } = cell;
  const isRowName = names.every((name, i) => name === names[i - (i % columns)]);
  if (!isRowName) {
    const texts = names.map((name, i) => {
      const text = cut(name, lettersWithin(width, 1));
      const x = Math.floor((width - textSize(text, 1).width) / 2);
      return {
        text,
        scale: 1,
        row: Math.floor(i / columns),
        column: i % columns,
        x,
        y: height + 3,
      };
    });
    return { beside: 0, below: textSize('', 1).height + 5, texts };
  }
  const scale = height >= 48 ? 2 : 1;
  const y = Math.floor((height - textSize('', scale).height) / 2);
  const texts = Array.from({ length: rows }, (_, row) => {
    return { text: cut(names[row * columns] ?? '', LETTERS), scale, row, x: 2 * scale, y };
  });
  const widest = Math.max(...texts.map(({ text }) => textSize(text, scale).width));
  return { beside: widest + 6 * scale, below: 0, texts };
}

/** At most so many letters, the last two as dots where some are left out. */
function cut(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(0, letters - 2))}..`;
}

/** The byte of a value in [-1, 1]. */
function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}
