/** Lines of text as a picture, for places that show pictures alone. */
import { drawable, drawText, textSize } from './bitmap-font.ts';
import type { Pixels } from './pixels.ts';

const SCALE = 2;
/** Around the lines and between them, in pixels. */
const MARGIN = 8;
/** Longer lines are cut. */
const MOST_LETTERS = 200;
const [PAPER, INK, GRAY] = [255, 20, 140];

/**
 * Draws one line below the other. Characters that are not printable ASCII become `?`; accents are dropped.
 *
 * @param names a name before each line, in gray
 */
export function textSheet(lines: readonly string[], names: readonly string[] = []): Pixels {
  const shown = lines.map((line) => (drawable(line) ?? '').slice(0, MOST_LETTERS));
  const before = names.map((name) => name.slice(0, 16));
  const widest = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => textSize(text, SCALE).width));
  const left = names.length > 0 ? MARGIN + widest(before) + 2 * MARGIN : MARGIN;
  const advance = textSize('', SCALE).height + MARGIN;
  const width = left + widest([...shown, 'no text']) + MARGIN;
  const height = shown.length * advance + MARGIN;
  const data = new Uint8Array(width * height).fill(PAPER);
  const picture: Pixels = { width, height, channels: 1, data };
  for (const [i, line] of shown.entries()) {
    const top = MARGIN + i * advance;
    drawText(picture, before[i] ?? '', { left: MARGIN, top, scale: SCALE }, GRAY);
    drawText(picture, line, { left, top, scale: SCALE }, INK);
  }
  return picture;
}
