/** A comparison of runs as text for a terminal, and as JSON. */
import type { ComparedMetric, RunComparison } from '@ganport/lab';
import {
  formatSetting,
  formatValue,
  letterOf,
  progressOf,
  recordedValues,
} from '@ganport/lab/internal';
import { printableLine } from '../printable.ts';
import { resultColors } from '../terminal.ts';
import { plot } from './plot.ts';

const { bold, cyan, yellow, green, red } = resultColors;

/** By the number of the run. */
const paints = [cyan, yellow, green, red];

/** The longest setting in a table. */
const LONGEST_SETTING = 22;
/** The metrics that are drawn, in this order, as far as the runs have them; at most two. */
const plotted = ['fid', 'modesHit', 'diversityRatio', 'gLoss'];
const MOST_PLOTS = 2;

/** Everything that is compared, and the path of each run's newest picture. */
export function comparisonText(comparison: RunComparison): string {
  const { runs, settings, metrics } = comparison;
  const paths = runs.map(({ path }) => printableLine(path));
  const width = Math.max(...paths.map(({ length }) => length));
  const letters = runs.map((_, i) => paint(i, letterOf(i)));
  const heads = runs.map((run, i) => {
    const about = [run.variant ?? '', progressOf(run)].filter((text) => text !== '');
    return `${letters[i]}  ${paths[i]?.padEnd(width)}  ${printableLine(about.join(', '))}`;
  });
  const settingRows = settings.map(({ field, values }) => [
    printableLine(field),
    ...values.map((value) =>
      value === undefined ? '–' : printableLine(formatSetting(value, LONGEST_SETTING)),
    ),
  ]);
  const warnings = runs.flatMap((run, i) =>
    run.warnings.map(
      ({ step, message }) => `${letters[i]}  step ${step}: ${printableLine(message)}`,
    ),
  );
  const samples = runs.flatMap(({ samples: newest }, i) =>
    newest ? [`${letters[i]}  ${printableLine(newest.path)}`] : [],
  );
  return [
    heads,
    section('settings that differ', settingRows.length > 0 ? table(settingRows) : ['none']),
    section('metrics', metrics.length > 0 ? table(metrics.flatMap(metricRows)) : ['none yet']),
    ...plots(comparison),
    section('warnings', warnings.length > 0 ? warnings : ['none']),
    section('newest samples', samples.length > 0 ? samples : ['none yet']),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The comparison with all rows of metrics, for programs. */
export function comparisonJson(comparison: RunComparison): string {
  return JSON.stringify(comparison, undefined, 2);
}

function section(title: string, lines: readonly string[]): string[] {
  return [bold(title), ...lines];
}

/** A line of last values, and one of the best ones where a direction is better. */
function metricRows({ title, better, runs }: ComparedMetric): string[][] {
  const arrow = better === undefined ? '' : better === 'higher' ? ' ▲' : ' ▼';
  const last = runs.map((run) => (run ? formatValue(run.last.value) : '–'));
  const rows = [[`${printableLine(title)}${arrow}`, ...last]];
  if (better === undefined) return rows;
  const best = runs.map(({ best: one } = { last: { value: 0, step: 0 } }) =>
    one ? `${formatValue(one.value)} at ${one.step}` : '–',
  );
  return [...rows, ['  best, at step', ...best]];
}

/** Columns below the letters of the runs. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.length ?? 0;
  const letters = Array.from({ length: columns - 1 }, (_, i) => letterOf(i));
  const widths = ['', ...letters].map((letter, i) =>
    Math.max(letter.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const head = letters.map((letter, i) => paint(i, letter.padEnd(widths[i + 1] ?? 0)));
  return [
    [' '.repeat(widths[0] ?? 0), ...head].join('  ').trimEnd(),
    ...rows.map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ];
}

function plots({ runs, metrics }: RunComparison): string[][] {
  return plotted
    .flatMap((name) => metrics.filter((metric) => metric.name === name))
    .slice(0, MOST_PLOTS)
    .map(({ name, title }) => {
      const curves = runs.map(({ rows }, i) => ({
        letter: letterOf(i),
        paint: (text: string) => paint(i, text),
        values: recordedValues(rows, name),
      }));
      return section(title, plot(curves));
    });
}

function paint(i: number, text: string): string {
  return (paints[i % paints.length] ?? bold)(text);
}
