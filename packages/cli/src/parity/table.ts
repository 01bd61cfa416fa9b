/** A parity report as a table for people; the first row is the original. */
import type { ParityRow } from '@ganport/parity';
import { resultColors } from '../terminal.ts';
import type { Proof } from './prove.ts';

const { bold, dim, green, red, yellow } = resultColors;
type Cells = readonly [name: string, max: string, mean: string, verdict: string];

/** One line for each runtime: the largest and the mean absolute difference, and the verdict. */
export function parityTable({ rows, pass, original: what }: Proof, tolerance: number): string {
  const head: Cells = ['runtime', 'max |Δ|', 'mean |Δ|', ''];
  const original: Cells = [what, '', '', dim('the original')];
  const cells = [head, original, ...rows.map(cellsOf)];
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  const [nameWidth = 0, ...numberWidths] = widths;
  const lines = cells.map(([name, max, mean, verdict], i) => {
    const numbers = [max, mean].map((text, k) => text.padStart(numberWidths[k] ?? 0));
    const line = [name.padEnd(nameWidth), ...numbers].join('  ');
    return i === 0 ? bold(line) : `${line}  ${verdict}`;
  });
  return [...lines, '', verdictOf(rows, pass, tolerance)].join('\n');
}

function cellsOf(row: ParityRow): Cells {
  const name = `${row.runtime} ${row.provider}`;
  if ('skipped' in row) return [name, '–', '–', yellow(`not here: ${row.skipped}`)];
  if (row.failed !== undefined) return [name, '–', '–', red(`failed: ${row.failed}`)];
  const numbers = [row.maxAbs, row.meanAbs].map((value) => value.toExponential(1));
  const [max = '', mean = ''] = numbers;
  return [name, max, mean, row.pass ? green('same') : red('different')];
}

function verdictOf(rows: readonly ParityRow[], pass: boolean, tolerance: number): string {
  const compared = rows.filter((row) => 'pass' in row);
  const agreeing = compared.filter((row) => row.pass).length;
  if (compared.length === 0) return red('nothing was compared: none of these runtimes is here');
  const sentence = `${agreeing} of ${compared.length} runtimes agree with the original within ${tolerance}`;
  return (pass ? green : red)(sentence);
}
