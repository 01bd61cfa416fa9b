/** The layers of a file as a table: a row for each layer, a column for each runtime. */
import type { RuntimeLayers } from '@ganport/parity';
import { resultColors } from '../terminal.ts';

const { bold, dim, green, red, yellow } = resultColors;

interface Cell {
  readonly text: string;
  readonly color: (text: string) => string;
}

/**
 * The largest difference of each layer in relation to its numbers; the first layer that differs is
 * marked in each column. Layers without a value of their own in the file are left out.
 */
export function layersTable(reports: readonly RuntimeLayers[], tolerance: number): string {
  const compared = reports.filter(({ failed }) => failed === undefined);
  const failures = reports.filter(({ failed }) => failed !== undefined);
  const reasons = failures.map((report) => yellow(`${nameOf(report)}: ${report.failed}`));
  const scopes = [...new Set(compared.flatMap(({ layers }) => layers.map(({ scope }) => scope)))];
  const head = ['layer', ...compared.map(nameOf)].map((text) => ({ text, color: bold }));
  const rows = scopes.map((scope) => [
    { text: scope, color: (same: string) => same },
    ...compared.map((report) => cellOf(report, scope)),
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...table.map((cells) => cells[i]?.text.length ?? 0)));
  const lines = table.map((cells) =>
    cells
      .map(({ text, color }, i) =>
        color(i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)),
      )
      .join('  '),
  );
  const note = dim(`differences in relation to the numbers of each layer, tolerance ${tolerance}`);
  return [...lines, '', note, ...compared.map(verdictOf), ...reasons].join('\n');
}

function cellOf({ layers, offender }: RuntimeLayers, scope: string): Cell {
  const row = layers.find((one) => one.scope === scope);
  if (!row) return { text: '–', color: dim };
  const mark = row === offender ? '→ ' : '';
  return { text: `${mark}${row.relative.toExponential(1)}`, color: row.pass ? green : red };
}

function verdictOf(report: RuntimeLayers): string {
  const { offender, layers } = report;
  if (!offender) return green(`${nameOf(report)}: all ${layers.length} layers agree`);
  return red(
    `${nameOf(report)}: the first layer that differs is ${offender.scope}, computed by ${offender.node}`,
  );
}

function nameOf({ runtime, provider }: RuntimeLayers): string {
  return `${runtime} ${provider}`;
}
