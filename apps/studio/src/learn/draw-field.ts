/** Draws the game on a canvas: the discriminator's surface, its slope, real and generated points. */
import { EDGE, type Field } from '../training/protocol.ts';

export interface Shown {
  readonly surface: boolean;
  readonly arrows: boolean;
  readonly real: boolean;
}

/** Red, green and blue of the surface from generated over undecided to real, and of the points. */
interface Colors {
  readonly low: readonly [number, number, number];
  readonly middle: readonly [number, number, number];
  readonly high: readonly [number, number, number];
  readonly real: string;
  readonly generated: string;
  readonly arrow: string;
}

const light: Colors = {
  low: [255, 228, 214],
  middle: [255, 255, 255],
  high: [211, 226, 255],
  real: '#9aa0ab',
  generated: '#c2410c',
  arrow: '#1d1f24',
};

const dark: Colors = {
  low: [74, 45, 33],
  middle: [31, 33, 37],
  high: [36, 50, 92],
  real: '#7b818c',
  generated: '#fb923c',
  arrow: '#ececea',
};

/** Arrows are drawn at every so many points. */
const ARROWS = 8;
/** The length of an arrow for a slope of 1 a cell, and at most, in the units of the plane. */
const LENGTH = 5;
const LONGEST = 0.22;
const SHORTEST = 0.02;

/** @param real x and y of real points */
export function drawField(
  canvas: HTMLCanvasElement,
  field: Field | undefined,
  real: Float32Array,
  shown: Shown,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width } = canvas;
  const colors = matchMedia('(prefers-color-scheme: dark)').matches ? dark : light;
  const at = (value: number) => ((value / EDGE + 1) / 2) * width;
  context.fillStyle = `rgb(${colors.middle.join()})`;
  context.fillRect(0, 0, width, width);
  if (field && shown.surface) drawSurface(context, field, colors);
  const dots = (points: Float32Array, color: string, radius: number): void => {
    context.fillStyle = color;
    for (let i = 0; i + 1 < points.length; i += 2) {
      context.beginPath();
      context.arc(at(points[i] ?? 0), width - at(points[i + 1] ?? 0), radius, 0, 2 * Math.PI);
      context.fill();
    }
  };
  const dot = width / 260;
  if (shown.real) dots(real, colors.real, dot);
  if (!field) return;
  dots(field.points, colors.generated, dot * 1.15);
  if (shown.arrows) drawArrows(context, field, colors.arrow);
}

function drawSurface(context: CanvasRenderingContext2D, field: Field, colors: Colors): void {
  const { surface, size } = field;
  const image = new ImageData(size, size);
  for (const [i, value] of surface.entries()) {
    // Rows of a picture begin at the top.
    const place = 4 * ((size - 1 - Math.floor(i / size)) * size + (i % size));
    const [from, to, share] =
      value < 0.5
        ? [colors.low, colors.middle, 2 * value]
        : [colors.middle, colors.high, 2 * value - 1];
    for (const [channel, low] of from.entries()) {
      image.data[place + channel] = low + share * ((to[channel] ?? low) - low);
    }
    image.data[place + 3] = 255;
  }
  const small = new OffscreenCanvas(size, size);
  small.getContext('2d')?.putImageData(image, 0, 0);
  context.drawImage(small, 0, 0, context.canvas.width, context.canvas.width);
}

/** From generated points the way the discriminator's verdict rises: what the generator learns from. */
function drawArrows(context: CanvasRenderingContext2D, field: Field, color: string): void {
  const { width } = context.canvas;
  const at = (value: number) => ((value / EDGE + 1) / 2) * width;
  context.strokeStyle = color;
  context.lineWidth = width / 400;
  for (let i = 0; i + 1 < field.points.length; i += 2 * ARROWS) {
    const [x, y] = [field.points[i] ?? 0, field.points[i + 1] ?? 0];
    const [dx, dy] = slopeAt(field, x, y);
    const length = Math.hypot(dx, dy);
    const reach = Math.min(LONGEST, LENGTH * length);
    if (reach < SHORTEST) continue;
    const [toX, toY] = [x + (reach * dx) / length, y + (reach * dy) / length];
    const angle = Math.atan2(dy, dx);
    context.beginPath();
    context.moveTo(at(x), width - at(y));
    context.lineTo(at(toX), width - at(toY));
    for (const side of [-2.6, 2.6]) {
      context.moveTo(at(toX), width - at(toY));
      const [tipX, tipY] = [Math.cos(angle + side), Math.sin(angle + side)];
      context.lineTo(at(toX + 0.03 * tipX), width - at(toY + 0.03 * tipY));
    }
    context.stroke();
  }
}

/** The slope of the surface, change per cell, by central differences. */
function slopeAt({ surface, size }: Field, x: number, y: number): readonly [number, number] {
  const cell = (value: number) =>
    Math.min(size - 2, Math.max(1, Math.round(((value / EDGE + 1) / 2) * size - 0.5)));
  const [column, row] = [cell(x), cell(y)];
  const value = (c: number, r: number) => surface[r * size + c] ?? 0;
  return [
    (value(column + 1, row) - value(column - 1, row)) / 2,
    (value(column, row + 1) - value(column, row - 1)) / 2,
  ];
}
