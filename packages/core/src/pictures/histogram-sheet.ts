/** Histograms of columns as a picture: real values as gray bars, generated ones as orange steps. */
import type { ColumnHistogram } from '../tables/histograms.ts';
import { drawable, drawText, lettersWithin, textSize } from './bitmap-font.ts';
import type { Pixels } from './pixels.ts';

type Color = readonly [red: number, green: number, blue: number];

const [PANEL_WIDTH, PANEL_HEIGHT] = [256, 120];
const MARGIN = 16;
const TITLE_SCALE = 2;
/** Below the bars: the names of the ends. */
const FOOT = textSize('', 1).height + 6;
const HEAD = textSize('', TITLE_SCALE).height + 8;
const COLUMNS = 3;
const STEP = 2;

const PAPER = 255;
const INK = 60;
const REAL: Color = [203, 213, 225];
const GENERATED: Color = [234, 88, 12];

/** Draws one panel for each column, three in a row. */
export function histogramSheet(histograms: readonly ColumnHistogram[]): Pixels {
  const columns = Math.max(1, Math.min(COLUMNS, histograms.length));
  const rows = Math.max(1, Math.ceil(histograms.length / columns));
  const advance = [PANEL_WIDTH + MARGIN, HEAD + PANEL_HEIGHT + FOOT + MARGIN] as const;
  const width = columns * advance[0] + MARGIN;
  const height = rows * advance[1] + MARGIN;
  const data = new Uint8Array(3 * width * height).fill(PAPER);
  const picture: Pixels = { width, height, channels: 3, data };
  for (const [i, histogram] of histograms.entries()) {
    const left = MARGIN + (i % columns) * advance[0];
    const top = MARGIN + Math.floor(i / columns) * advance[1];
    drawPanel(picture, histogram, left, top);
  }
  return picture;
}

function drawPanel(
  picture: Pixels,
  { name, ends, shares }: ColumnHistogram,
  left: number,
  top: number,
) {
  const title = cut(name, PANEL_WIDTH, TITLE_SCALE);
  drawText(picture, title, { left, top, scale: TITLE_SCALE }, INK);
  const bottom = top + HEAD + PANEL_HEIGHT;
  const highest = Math.max(...shares.flatMap((list) => [...list]), Number.MIN_VALUE);
  const [real = new Float64Array(), generated = new Float64Array()] = shares;
  const bins = real.length;
  const x = (bin: number) => left + Math.round((bin * PANEL_WIDTH) / bins);
  const y = (share: number) => bottom - Math.round((share / highest) * PANEL_HEIGHT);
  for (let bin = 0; bin < bins; bin++) {
    const [from, to] = [x(bin), x(bin + 1)];
    fill(picture, [from, y(real[bin] ?? 0), to - 1, bottom], REAL);
    const level = y(generated[bin] ?? 0);
    const before = bin === 0 ? bottom : y(generated[bin - 1] ?? 0);
    const [upper, lower] = [Math.min(level, before), Math.max(level, before)];
    fill(picture, [from - 1, upper, from + 1, lower], GENERATED);
    fill(picture, [from - 1, level - STEP, to + 1, level], GENERATED);
    if (bin === bins - 1) fill(picture, [to - 1, level, to + 1, bottom], GENERATED);
  }
  fill(picture, [left, bottom, left + PANEL_WIDTH, bottom + 1], [INK, INK, INK]);
  const half = PANEL_WIDTH / 2 - MARGIN;
  const [first, last] = ends.map((end) => cut(end, half, 1)) as [string, string];
  const foot = bottom + 4;
  drawText(picture, first, { left, top: foot, scale: 1 }, INK);
  const right = left + PANEL_WIDTH - textSize(last, 1).width;
  drawText(picture, last, { left: right, top: foot, scale: 1 }, INK);
}

function cut(text: string, width: number, scale: number): string {
  return (drawable(text) ?? '').slice(0, lettersWithin(width, scale));
}

/** Fills a rectangle, whose right and lower ends are not part of it. */
function fill(
  { width, data }: Pixels,
  [left, top, right, bottom]: readonly [number, number, number, number],
  color: Color,
): void {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) data.set(color, 3 * (y * width + x));
  }
}
