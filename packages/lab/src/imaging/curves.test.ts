import { expect, test } from 'vitest';
import { curvesSvg, type CurveRow } from './curves.ts';

const rows = (count: number): CurveRow[] =>
  Array.from({ length: count }, (_, i) => ({
    step: (i + 1) * 100,
    dLoss: 1 + Math.sin(i) / 4,
    gLoss: 2 + Math.cos(i) / 4,
    dAccuracy: 0.7,
  }));

/** The points of each path, in the order they are drawn: raw and smooth, panel by panel. */
const paths = (svg: string) =>
  [...svg.matchAll(/ d="M([^"]*)"/g)].map(([, path = '']) =>
    path.split('L').map((point) => point.split(',').map(Number.parseFloat)),
  );

test('tags are balanced and no number is missing', () => {
  for (const count of [1, 2, 50]) {
    const svg = curvesSvg(rows(count));
    const open: string[] = [];
    const closed: [opened: string | undefined, name: string][] = [];
    for (const [, closing, name = '', self] of svg.matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
      if (closing === '/') closed.push([open.pop(), name]);
      else if (self !== '/') open.push(name);
    }
    expect(open).toEqual([]);
    expect(closed.every(([opened, name]) => opened === name)).toBe(true);
    expect(closed.length).toBeGreaterThan(20);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('it names its axes and its lines, with their latest values', () => {
  const svg = curvesSvg(rows(1));
  for (const label of ['>step<', '>loss<', '>D accuracy<', '>D loss 1.00<', '>G loss 2.25<']) {
    expect(svg).toContain(label);
  }
  expect(svg).toContain('>D accuracy 70%<');
});

test('each series is a raw and a smooth line from its first step to the right edge', () => {
  const [dRaw, gRaw, dSmooth, , accuracy] = paths(curvesSvg(rows(50)));
  expect(dRaw).toHaveLength(50);
  // Steps 0 to 5,000 lie between 64 and 736; an accuracy of 0.7 is 30 % down from 340 to 460.
  expect(dRaw?.[0]?.[0]).toBeCloseTo(64 + 672 / 50, 1);
  expect(dRaw?.at(-1)?.[0]).toBe(736);
  expect(accuracy?.at(-1)).toEqual([736, 376]);
  const spread = (points: number[][] = []) =>
    Math.max(...points.map(([, y = NaN]) => y)) - Math.min(...points.map(([, y = NaN]) => y));
  expect(spread(dSmooth)).toBeLessThan(spread(dRaw));
  expect(Math.max(...(gRaw ?? []).map(([, y = NaN]) => y))).toBeLessThan(dRaw?.[0]?.[1] ?? NaN);
});

test('a spike does not press the rest flat', () => {
  const calm = rows(200);
  const spiked = calm.map((row, i) => (i === 20 ? { ...row, gLoss: 1000 } : row));
  expect(paths(curvesSvg(spiked))[0]).toEqual(paths(curvesSvg(calm))[0]);
});

test('losses below zero have their place', () => {
  const negative = rows(20).map((row) => ({ ...row, gLoss: -row.gLoss }));
  const [, gRaw] = paths(curvesSvg(negative));
  expect(gRaw?.every(([, y = NaN]) => y > 44 && y < 284)).toBe(true);
});

test('the file does not grow with the run', () => {
  expect(curvesSvg(rows(100_000)).length).toBeLessThan(1.1 * curvesSvg(rows(400)).length);
});

test('every color has a dark form, which is used where the reader prefers dark pages', () => {
  const svg = curvesSvg(rows(5));
  const [, style = ''] =
    /<style>@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(svg) ?? [];
  const colored = [...svg.matchAll(/(class="[^"]*" )?(fill|stroke)="(#\w+)"/g)];
  expect(colored.length).toBeGreaterThan(20);
  for (const [text, name = '', how] of colored) {
    const [, color = ''] = new RegExp(`"${how}-(\\w+)"`).exec(name) ?? [];
    const [, dark] = new RegExp(`\\.${how}-${color}\\{${how}:(#\\w+)\\}`).exec(style) ?? [];
    expect(dark ?? text).toMatch(/^#\w{6}$/);
    expect(text).not.toContain(String(dark));
  }
});
