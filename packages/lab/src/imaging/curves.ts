/**
 * The training curves of a run as one self-contained SVG file: losses above and the discriminator's
 * accuracy below, over the same steps. Each is a smooth line over a faint raw one. Colors are attributes,
 * which every viewer reads; a style sheet replaces them where the reader prefers dark pages.
 */
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { quantile, smooth, thin } from './smooth.ts';

/** The values of a row of metrics that are drawn. */
export interface CurveRow {
  readonly step: number;
  /** Missing in steps without a discriminator, as `dAccuracy`. */
  readonly dLoss?: number;
  readonly gLoss: number;
  /** 0 to 1. */
  readonly dAccuracy?: number;
}

/** Each color on white, and on a dark page. */
const colors = {
  paper: ['#ffffff', '#111827'],
  ink: ['#1f2937', '#e5e7eb'],
  faint: ['#6b7280', '#9ca3af'],
  rule: ['#e5e7eb', '#374151'],
  blue: ['#2563eb', '#60a5fa'],
  orange: ['#ea580c', '#fb923c'],
  teal: ['#0d9488', '#2dd4bf'],
} as const;
type Color = keyof typeof colors;

/** The rules that replace the attributes: `.fill-ink` and `.stroke-ink` for the color ink. */
const darkRules = Object.entries(colors)
  .map(([name, [, dark]]) => `.fill-${name}{fill:${dark}}.stroke-${name}{stroke:${dark}}`)
  .join('');

/** The attributes of something that is filled, or drawn, in a color. */
function paint(how: 'fill' | 'stroke', color: Color): string {
  return `class="${how}-${color}" ${how}="${colors[color][0]}"`;
}

interface Series {
  readonly name: string;
  readonly key: Exclude<keyof CurveRow, 'step'>;
  readonly color: Color;
}

interface Panel {
  readonly label: string;
  readonly top: number;
  readonly height: number;
  readonly series: readonly Series[];
  readonly ticks: number;
  /** The values at the lower and the upper edge; from the data unless given. */
  readonly domain?: readonly [number, number];
  /** A dashed line and its label. */
  readonly guide?: { readonly at: number; readonly label: string };
  format(value: number): string;
}

const panels: readonly Panel[] = [
  {
    label: 'loss',
    top: 44,
    height: 240,
    ticks: 5,
    format: (value) => value.toFixed(2),
    series: [
      { name: 'D loss', key: 'dLoss', color: 'blue' },
      { name: 'G loss', key: 'gLoss', color: 'orange' },
    ],
  },
  {
    label: 'D accuracy',
    top: 340,
    height: 120,
    ticks: 2,
    domain: [0, 1],
    guide: { at: 0.5, label: 'cannot tell real from generated' },
    format: (value) => `${Math.round(value * 100)}%`,
    series: [{ name: 'D accuracy', key: 'dAccuracy', color: 'teal' }],
  },
];

const WIDTH = 760;
const HEIGHT = 516;
const LEFT = 64;
const RIGHT = WIDTH - 24;
/** The most points of a line, so that the file does not grow with the run. */
const MOST_POINTS = 400;

/**
 * Draws the curves of a run.
 *
 * @param rows in the order of their steps, at least one
 * @returns the text of an SVG file, which needs no font, script or style from elsewhere
 */
export function curvesSvg(rows: readonly CurveRow[]): string {
  const x = scaleLinear([0, Math.max(1, rows.at(-1)?.step ?? 1)], [LEFT, RIGHT]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12">`,
    `<title>Losses and discriminator accuracy over ${rows.length} reports</title>`,
    `<style>@media (prefers-color-scheme:dark){${darkRules}}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" ${paint('fill', 'paper')}/>`,
    ...panels.flatMap((panel) => drawPanel(panel, rows, x)),
    text((LEFT + RIGHT) / 2, HEIGHT - 10, 'step', 'middle', 'ink'),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(
  panel: Panel,
  rows: readonly CurveRow[],
  x: ScaleLinear<number, number>,
): string[] {
  const bottom = panel.top + panel.height;
  const lines = panel.series.flatMap((series) => {
    const points = rows.flatMap(({ step, [series.key]: value }) =>
      value === undefined ? [] : [{ step, value }],
    );
    if (points.length === 0) return [];
    const thinned = (key: 'step' | 'value') =>
      thin(
        points.map((point) => point[key]),
        MOST_POINTS,
      );
    const raw = thinned('value');
    return [{ ...series, steps: thinned('step'), raw, smoothed: smooth(raw, raw.length / 25) }];
  });
  const domain = panel.domain ?? lossDomain(lines.flatMap(({ raw }) => raw));
  const y = scaleLinear(domain, [bottom, panel.top]);
  if (panel.domain === undefined) y.nice(panel.ticks);
  const clip = `clip-${panel.series[0]?.key}`;
  const axisLabel = `transform="translate(16 ${panel.top + panel.height / 2}) rotate(-90)"`;
  return [
    `<clipPath id="${clip}"><rect x="${LEFT}" y="${panel.top - 3}" width="${RIGHT - LEFT + 3}" height="${panel.height + 6}"/></clipPath>`,
    ...y
      .ticks(panel.ticks)
      .flatMap((tick) => [
        rule(LEFT, y(tick), RIGHT, y(tick), 'rule'),
        text(
          LEFT - 8,
          y(tick) + 4,
          y.tickFormat(panel.ticks, panel.domain && '%')(tick),
          'end',
          'faint',
        ),
      ]),
    ...x
      .ticks(8)
      .flatMap((tick) => [
        rule(x(tick), bottom, x(tick), bottom + 4, 'faint'),
        text(x(tick), bottom + 18, x.tickFormat(8, ',d')(tick), 'middle', 'faint'),
      ]),
    rule(LEFT, bottom, RIGHT, bottom, 'faint'),
    `<g ${axisLabel}>${text(0, 0, panel.label, 'middle', 'ink')}</g>`,
    ...drawGuide(panel, y),
    `<g fill="none" stroke-linejoin="round" stroke-linecap="round" clip-path="url(#${clip})">`,
    ...lines.map(({ steps, raw, color }) =>
      line(steps, raw, `${paint('stroke', color)} stroke-opacity="0.28"`),
    ),
    ...lines.map(({ steps, smoothed, color }) =>
      line(steps, smoothed, `${paint('stroke', color)} stroke-width="2"`),
    ),
    '</g>',
    ...lines.flatMap(({ name, color, smoothed }, i) => {
      const left = LEFT + i * 130;
      const latest = panel.format(smoothed.at(-1) ?? NaN);
      return [
        `<rect x="${left}" y="${panel.top - 20}" width="14" height="4" rx="2" ${paint('fill', color)}/>`,
        text(left + 20, panel.top - 14, `${name} ${latest}`, 'start', 'ink'),
      ];
    }),
  ];

  function line(steps: readonly number[], values: readonly number[], stroke: string): string {
    const points = values.map((value, i) => `${round(x(steps[i] ?? 0))},${round(y(value))}`);
    // A single point is a line of length 0, whose round ends show as a dot.
    return `<path ${stroke} d="M${points.join('L')}${points.length === 1 ? 'h0' : ''}"/>`;
  }
}

function drawGuide({ guide }: Panel, y: ScaleLinear<number, number>): string[] {
  if (guide === undefined) return [];
  const at = y(guide.at);
  return [
    `<line x1="${LEFT}" y1="${round(at)}" x2="${RIGHT}" y2="${round(at)}" ${paint('stroke', 'faint')} stroke-dasharray="2 4"/>`,
    text(RIGHT, at + 15, guide.label, 'end', 'faint'),
  ];
}

/** From zero, or from the lowest loss below it, to just above all but the rarest spikes. */
function lossDomain(values: readonly number[]): [number, number] {
  const low = Math.min(0, quantile(values, 0.01));
  const high = quantile(values, 0.99);
  return [low, low + Math.max(high - low, 1e-6) * 1.1];
}

function rule(x1: number, y1: number, x2: number, y2: number, color: Color): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${paint('stroke', color)}/>`;
}

function text(x: number, y: number, content: string, anchor: string, color: Color): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" ${paint('fill', color)}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
