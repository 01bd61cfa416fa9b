/** Rows of metrics as lines of a chart. */
import type { MetricsRow } from '@ganport/core';
import type { Line } from '../runs/chart.tsx';

/** A chart shows no more points. */
const MOST_POINTS = 600;

/** The line of a metric, thinned evenly. */
export function lineOf(
  rows: readonly MetricsRow[],
  name: string,
  { label, color = 0 }: { readonly label: string; readonly color?: number },
): Line {
  const having = rows.filter((row) => row[name] !== undefined);
  const stride = Math.ceil(having.length / MOST_POINTS);
  const points = having.filter((_, i) => (having.length - 1 - i) % stride === 0);
  return {
    label,
    color,
    steps: points.map(({ step }) => step),
    values: points.map((row) => row[name] ?? NaN),
  };
}
