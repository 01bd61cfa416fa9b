/** Pictures side by side as one. */
import { check } from '../errors.ts';
import type { Picture } from './picture.ts';

/** The most pixels of a sheet: what canvases hold everywhere. */
const MOST_PIXELS = 2 ** 26;

interface Sheet {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  /** The pixels of the gap between two pictures, which is transparent. */
  readonly gap: number;
}

/** The sizes of a sheet of `count` pictures of one size. */
function sheetOf(
  count: number,
  { width, height }: Pick<Picture, 'width' | 'height'>,
  columns = Math.ceil(Math.sqrt(count)),
): Sheet {
  check('columns', columns, Number.isInteger(columns) && columns >= 1, 'a whole number from 1');
  const gap = Math.max(1, Math.round(width / 28));
  const rows = Math.ceil(count / columns);
  const across = Math.min(columns, count);
  return {
    columns,
    gap,
    width: across * (width + gap) - gap,
    height: rows * (height + gap) - gap,
  };
}

/** The place of a picture on its sheet, from the top left. */
function placeOn(sheet: Sheet, { width, height }: Picture, i: number) {
  return {
    left: (i % sheet.columns) * (width + sheet.gap),
    top: Math.floor(i / sheet.columns) * (height + sheet.gap),
  };
}

/**
 * The sheet of pictures of one size.
 *
 * @param columns pictures in a row; as many as there are rows by default
 * @throws WebError 'bad-argument' for a sheet that is too large for a canvas
 */
export function sheetImage(pictures: readonly Picture[], columns?: number): ImageData {
  const [first] = pictures;
  if (!first) return new ImageData(1, 1);
  const sheet = sheetOf(pictures.length, first, columns);
  const fits = sheet.width * sheet.height <= MOST_PIXELS;
  check('sheet', `${sheet.width} × ${sheet.height}`, fits, `of at most ${MOST_PIXELS} pixels`);
  const image = new ImageData(sheet.width, sheet.height);
  for (const [i, picture] of pictures.entries()) {
    const { left, top } = placeOn(sheet, picture, i);
    const row = 4 * picture.width;
    for (let y = 0; y < picture.height; y++) {
      const at = 4 * ((top + y) * sheet.width + left);
      image.data.set(picture.rgba.subarray(y * row, (y + 1) * row), at);
    }
  }
  return image;
}
