/** Jets as a picture: the logarithm of the transverse momentum of each pixel as a color, with its scale. */
import type { HostTensor } from '@ganport/runtime';
import { drawText, textSize } from './bitmap-font.ts';
import { colorOf } from './color-scale.ts';
import { imageGrid } from './image-grid.ts';
import { JET_SCALE, jetLevel, LEAST_GEV, MOST_GEV } from './jet-scale.ts';
import type { Pixels } from './pixels.ts';

/** What is written below the color scale, in GeV. */
const MARKS: readonly number[] = [LEAST_GEV, 1, MOST_GEV];
const BAR_ROWS = 8;
const MARGIN = 4;
const TEXT = 0xe0;
/** Text and bar need this many pixels; narrower pictures have no scale. */
const LEAST_WIDTH = 120;

/**
 * Arranges one batch in rows of `columns`. With several batches, each row has one jet of every batch.
 *
 * @param batches float32 [count, rows, columns, 1] in units of 100 GeV, with the same count in each batch
 * @param names a name for each jet, as imageGrid draws them
 */
export function jetSheet(
  batches: readonly HostTensor[],
  shape: readonly number[],
  columns = batches.length,
  names?: readonly string[],
): Pixels {
  const [height = 0, width = 0] = shape;
  const length = height * width;
  const count = batches[0]?.dims[0] ?? 0;
  const cells = new Float32Array(count * batches.length * length * 3);
  for (const [column, { data }] of batches.entries()) {
    for (let i = 0; i < count * length; i++) {
      const cell = Math.floor(i / length) * batches.length + column;
      const color = colorOf(jetLevel((data[i] as number) * JET_SCALE));
      cells.set(
        color.map((value) => 2 * value - 1),
        (cell * length + (i % length)) * 3,
      );
    }
  }
  return withScale(imageGrid(cells, [height, width, 3], columns, { names }));
}

/** The picture with a bar of the colors below, and the transverse momenta at its marks. */
function withScale(picture: Pixels): Pixels {
  const { width, height, channels } = picture;
  if (width < LEAST_WIDTH) return picture;
  const unit = ' GeV';
  const rows = BAR_ROWS + textSize('', 1).height + 2 * MARGIN;
  const frame = picture.data[0] ?? 0;
  const data = new Uint8Array(width * (height + rows) * channels).fill(frame);
  data.set(picture.data);
  const whole = { width, height: height + rows, channels, data };
  // The last mark is in the middle below the end of the bar, and its unit right of it.
  const last = textSize(String(MOST_GEV), 1).width / 2 + textSize(unit, 1).width;
  const bar = width - 2 * MARGIN - Math.ceil(last);
  for (let x = 0; x < bar; x++) {
    const color = colorOf(x / (bar - 1)).map((value) => Math.round(255 * value));
    for (let y = 0; y < BAR_ROWS; y++) {
      data.set(color, ((height + y) * width + MARGIN + x) * channels);
    }
  }
  for (const mark of MARKS) {
    const text = mark === MOST_GEV ? `${mark}${unit}` : String(mark);
    const center = jetLevel(mark) * (bar - 1) - textSize(String(mark), 1).width / 2;
    const left = MARGIN + Math.max(0, Math.round(center));
    drawText(whole, text, { left, top: height + BAR_ROWS + MARGIN, scale: 1 }, TEXT);
  }
  return whole;
}
