/** The result of a verification for people: a short table, and a line about what differs. */
import type { LayerRow, OutputRow } from '@ganport/parity';
import { resultColors } from '../terminal.ts';
import type { ExportVerification } from './reference.ts';

const { bold, green, red, yellow } = resultColors;

const head = ['inputs', 'output', 'max |Δ|', 'mean |Δ|', 'relative', 'cosine', ''];

/** A line for each output at each size. */
export function verificationTable({ runs, backend, tolerance, seed }: ExportVerification): string {
  const rows = runs.flatMap(({ shapes, outputs }) =>
    outputs.map((row) => [shapesText(shapes), row.output, ...numbersOf(row)]),
  );
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((cells) => (cells[i] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const about = `compared with tfjs ${backend}, seed ${seed}, tolerance ${tolerance} of the numbers' size`;
  const colors: Readonly<Record<string, typeof red>> = { [SAME]: green, [ROUNDING]: yellow };
  const lines = rows.map((cells) => (colors[cells.at(-1) ?? ''] ?? red)(line(cells)));
  return [about, bold(line(head)), ...lines].join('\n');
}

const SAME = 'same';
const ROUNDING = 'rounding';

function numbersOf(row: OutputRow): string[] {
  const { maxAbs, meanAbs, relative, cosine, noise, pass, failed } = row;
  if (failed !== undefined) return ['–', '–', '–', '–', failed];
  const numbers = [maxAbs, meanAbs, relative].map((value) => value.toExponential(1));
  const passed = noise === undefined ? SAME : ROUNDING;
  return [...numbers, cosine.toFixed(6), pass ? passed : 'different'];
}

function shapesText(shapes: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(shapes)
    .map(([name, dims]) => `${name} [${dims.join(', ')}]`)
    .join(', ');
}

/** What is wrong with a file that differs, in one line. */
export function differenceText(path: string, report: ExportVerification): string {
  const worst = report.runs
    .flatMap(({ outputs }) => outputs)
    .toSorted((a, b) => b.relative - a.relative)[0];
  const amount =
    worst?.failed ??
    `differs by ${worst?.relative.toExponential(1)} of the numbers' size, and ${report.tolerance} passes`;
  return `${path} is not written: output ${worst?.output}: ${amount}; ${placeText(report)}`;
}

function placeText({ offender, layers }: ExportVerification): string {
  if (offender) return layerText(offender);
  return layers?.length
    ? 'every layer that could be compared agrees'
    : 'its layers could not be compared';
}

function layerText({ scope, node, relative }: LayerRow): string {
  return `the first layer that differs is ${scope} (${relative.toExponential(1)}), computed by the node ${node}`;
}

/** A line for each output that is one number everywhere: that it agrees shows little. */
export function constantOutputs(report: ExportVerification | undefined): string[] {
  const rows = (report?.runs ?? []).flatMap(({ outputs }) => outputs);
  const names = new Set(rows.map(({ output }) => output));
  return [...names]
    .filter((name) => rows.every(({ output, spread }) => output !== name || spread === 0))
    .map(
      (name) => `output ${name} is the same number everywhere; give inputs of your own (--input)`,
    );
}
