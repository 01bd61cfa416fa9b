/**
 * A chart of one metric: a smooth line for each run over its faint raw values, as inline SVG. Colors
 * come from the page's style by class, so that they follow its theme; runs also differ in their
 * dashes and have their letters at the ends of their lines.
 */
import { scaleLinear } from 'd3-scale';
import { quantile, smooth, thin } from '../imaging/smooth.ts';
import { type Markup, markup } from './markup.ts';
import type { Recorded } from './metrics.ts';

const WIDTH = 560;
const HEIGHT = 250;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, WIDTH - 26, 12, HEIGHT - 34];
/** The most points of a line. */
const MOST_POINTS = 300;
/** Up to this number, values are drawn with a point each; from the other on, with a smooth line. */
const FEW = 20;
const MANY = 60;
/** The room for a letter at the end of a line. */
const [LETTER_WIDTH, LETTER_HEIGHT] = [18, 15];

/** The curve of one run. */
export interface Curve {
  readonly letter: string;
  /** The number of its color and dashes. */
  readonly style: number;
  readonly values: readonly Recorded[];
}

export interface ChartOptions {
  /** What a screen reader says of the chart. */
  readonly title: string;
  /** The lowest and the highest value; from the curves unless given. */
  readonly domain?: readonly [low: number, high: number] | undefined;
}

/** Draws the curves of runs over the same steps. */
export function chart(curves: readonly Curve[], { title, domain }: ChartOptions): Markup {
  const lines = curves
    .filter(({ values }) => values.length > 0)
    .map(({ values, ...curve }) => {
      const steps = thin(
        values.map(({ step }) => step),
        MOST_POINTS,
      );
      const raw = thin(
        values.map(({ value }) => value),
        MOST_POINTS,
      );
      const smoothed = raw.length > MANY ? smooth(raw, raw.length / 25) : raw;
      return { ...curve, steps, raw, smoothed };
    });
  const last = Math.max(1, ...lines.map(({ steps }) => steps.at(-1) ?? 0));
  const x = scaleLinear([0, last], [LEFT, RIGHT]);
  const range = domain ?? domainOf(lines.flatMap(({ raw }) => raw));
  const y = scaleLinear(range, [BOTTOM, TOP]);
  const path = (steps: readonly number[], values: readonly number[]) => {
    const points = values.map((value, i) => `${round(x(steps[i] ?? 0))},${round(y(value))}`);
    return `M${points.join('L')}`;
  };
  const letters = spread(
    lines.map(({ steps, smoothed }) => ({
      x: x(steps.at(-1) ?? 0) + 6,
      y: clamp(y(smoothed.at(-1) ?? 0)),
    })),
  );
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
${y
  .ticks(4)
  .map(
    (tick) =>
      markup`<line class="rule" x1="${LEFT}" x2="${RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text class="tick" x="${LEFT - 8}" y="${round(y(tick) + 4)}" text-anchor="end">${label(tick)}</text>`,
  )}
${x
  .ticks(5)
  .map(
    (tick) =>
      markup`<text class="tick" x="${round(x(tick))}" y="${BOTTOM + 20}" text-anchor="middle">${tick.toLocaleString('en-US')}</text>`,
  )}
<svg x="${LEFT}" y="${TOP - 4}" width="${RIGHT - LEFT + 4}" height="${BOTTOM - TOP + 8}" viewBox="${LEFT} ${TOP - 4} ${RIGHT - LEFT + 4} ${BOTTOM - TOP + 8}">
${lines.map(
  ({ style, steps, raw, smoothed }) => markup`
${raw === smoothed ? undefined : markup`<path class="raw run-${style}" d="${path(steps, raw)}"/>`}
<path class="curve run-${style}" d="${path(steps, smoothed)}"/>
${(raw.length > FEW ? [] : raw).map(
  (value, i) =>
    markup`<circle class="point run-${style}" cx="${round(x(steps[i] ?? 0))}" cy="${round(y(value))}" r="3"/>`,
)}`,
)}
</svg>
${lines.map(
  ({ letter, style }, i) =>
    markup`<text class="end run-${style}" x="${round(letters[i]?.x ?? 0)}" y="${round((letters[i]?.y ?? 0) + 4)}">${letter}</text>`,
)}
</svg>`;
}

/** The values without rare spikes, with some room. */
function domainOf(values: readonly number[]): [number, number] {
  const low = quantile(values, 0.005);
  const high = quantile(values, 0.99);
  // A value that never changes is in the middle.
  const room = high > low ? 0.06 * (high - low) : Math.max(Math.abs(high), 1) / 2;
  return low >= 0 ? [Math.max(0, low - room), high + room] : [low - room, high + room];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Moves letters up and down until none covers another. */
function spread(letters: readonly Point[]): Point[] {
  const placed = letters.map((letter) => ({ ...letter }));
  const order = placed.toSorted((a, b) => a.y - b.y);
  for (let pass = 0; pass < 40; pass++) {
    for (const [i, upper] of order.entries()) {
      for (const lower of order.slice(i + 1)) {
        const overlap = LETTER_HEIGHT - (lower.y - upper.y);
        if (overlap <= 0 || Math.abs(lower.x - upper.x) >= LETTER_WIDTH) continue;
        upper.y = clamp(upper.y - overlap / 2);
        lower.y = clamp(lower.y + overlap / 2);
      }
    }
  }
  return placed;
}

function clamp(height: number): number {
  return Math.min(BOTTOM, Math.max(TOP, height));
}

function label(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(0);
  return String(Number(value.toPrecision(4)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
