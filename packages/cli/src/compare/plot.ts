/**
 * Curves as lines of text. Each value is the letter of its curve; dots join those that are far apart.
 * Letters are drawn over dots, and later curves over earlier ones.
 */
import type { Recorded } from '@ganport/lab';

const COLUMNS = 72;
const ROWS = 10;

interface Curve {
  /** One character. */
  readonly letter: string;
  readonly paint: (text: string) => string;
  readonly values: readonly Recorded[];
}

/** Means of the values in each column, between the lowest and the highest of them. */
export function plot(curves: readonly Curve[]): string[] {
  const last = Math.max(1, ...curves.map(({ values }) => values.at(-1)?.step ?? 0));
  const means = curves.map(({ values }) => columnMeans(values, last));
  const all = means.flatMap((columns) => columns.filter((value) => value !== undefined));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const cells = Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => ' '));
  const draw = (columns: readonly (number | undefined)[], mark: string): void => {
    for (const [column, value] of columns.entries()) {
      if (value === undefined) continue;
      const height = high > low ? (value - low) / (high - low) : 0.5;
      const row = cells[Math.round((1 - height) * (ROWS - 1))];
      if (row) row[column] = mark;
    }
  };
  for (const [i, { paint }] of curves.entries()) draw(interpolated(means[i] ?? []), paint('·'));
  for (const [i, { paint, letter }] of curves.entries()) draw(means[i] ?? [], paint(letter));
  const labels = cells.map((_, i) => {
    if (i === 0) return axisLabel(high);
    return i === ROWS - 1 ? axisLabel(low) : '';
  });
  const width = Math.max(...labels.map(({ length }) => length));
  const lines = cells.map((row, i) => `${(labels[i] ?? '').padStart(width)} │${row.join('')}`);
  const steps = `step ${last.toLocaleString('en-US')}`;
  return [
    ...lines.map((line) => line.trimEnd()),
    `${' '.repeat(width)} └${'─'.repeat(COLUMNS)}`,
    `${' '.repeat(width)}  0${steps.padStart(COLUMNS - 1)}`,
  ];
}

function columnMeans(values: readonly Recorded[], last: number): (number | undefined)[] {
  const columns = Array.from({ length: COLUMNS }, () => ({ sum: 0, count: 0 }));
  for (const { value, step } of values) {
    const column = columns[Math.min(COLUMNS - 1, Math.floor((step / last) * COLUMNS))];
    if (!column) continue;
    column.sum += value;
    column.count += 1;
  }
  return columns.map(({ sum, count }) => (count > 0 ? sum / count : undefined));
}

/** The values between known ones, on straight lines. */
function interpolated(columns: readonly (number | undefined)[]): (number | undefined)[] {
  let before: number | undefined;
  return columns.map((value, i) => {
    if (value !== undefined) before = i;
    const after = columns.findIndex((next, k) => k >= i && next !== undefined);
    const [from, to] = [columns[before ?? -1], columns[after]];
    if (before === undefined || from === undefined || to === undefined) return undefined;
    return after === before ? from : from + ((to - from) * (i - before)) / (after - before);
  });
}

function axisLabel(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
