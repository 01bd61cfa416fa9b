/** Pictures side by side on a canvas, pixel for pixel; CSS makes them larger. */
import type { Picture } from './pixels.ts';

export const columns = 5;

/** @param pictures of one size */
export function drawGrid(canvas: HTMLCanvasElement, pictures: readonly Picture[]): void {
  const [first] = pictures;
  const context = canvas.getContext('2d');
  if (!first || !context) return;
  const { width, height } = first;
  const gap = Math.max(1, Math.round(width / 28));
  const rows = Math.ceil(pictures.length / columns);
  canvas.width = columns * (width + gap) - gap;
  canvas.height = rows * (height + gap) - gap;
  for (const [i, picture] of pictures.entries()) {
    const x = (i % columns) * (width + gap);
    const y = Math.floor(i / columns) * (height + gap);
    context.putImageData(new ImageData(picture.rgba, width, height), x, y);
  }
}
