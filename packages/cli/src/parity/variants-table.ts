/** The parity of many networks as one table: a row for each network, a column for each runtime. */
import type { ParityRow } from '@ganport/parity';
import type { VariantsReport } from './variants.ts';
import { resultColors } from '../terminal.ts';

const { bold, green, red, yellow } = resultColors;

interface Cell {
  readonly text: string;
  readonly color: (text: string) => string;
}

const plain = (text: string): Cell => ({ text, color: (same) => same });

/** Largest absolute differences from tfjs on its CPU backend, and the runtimes' messages. */
export function variantsTable({ networks, pass, tolerance }: VariantsReport): string {
  const columns = (networks[0]?.rows ?? []).map(nameOf);
  const head = ['network', 'spread', ...columns].map((text) => ({ text, color: bold }));
  const lines = networks.map(({ variant, network, spread, rows }) => [
    plain(`${variant} ${network}`),
    plain(String(Number(spread.toPrecision(2)))),
    ...rows.map(cellOf),
  ]);
  const table = [head, ...lines];
  const widths = head.map((_, i) => Math.max(...table.map((cells) => cells[i]?.text.length ?? 0)));
  const text = table.map((cells) =>
    cells
      .map(({ text: content, color }, i) => {
        const width = widths[i] ?? 0;
        return color(i === 0 ? content.padEnd(width) : content.padStart(width));
      })
      .join('  '),
  );
  const rows = networks.flatMap((network) => network.rows);
  const reasons = new Set(rows.flatMap(reasonOf));
  const compared = rows.filter((row) => 'pass' in row);
  const agreeing = compared.filter((row) => row.pass).length;
  const verdict = `${agreeing} of ${compared.length} agree with tfjs cpu within ${tolerance} (largest absolute difference)`;
  return [...text, '', ...reasons, (pass ? green : red)(verdict)].join('\n');
}

function nameOf({ runtime, provider }: ParityRow): string {
  return `${runtime} ${provider}`;
}

function cellOf(row: ParityRow): Cell {
  if ('skipped' in row) return { text: '–', color: yellow };
  if (row.failed !== undefined) return { text: 'failed', color: red };
  return { text: row.maxAbs.toExponential(1), color: row.pass ? green : red };
}

function reasonOf(row: ParityRow): string[] {
  if ('skipped' in row) return [yellow(`${nameOf(row)}: not here: ${row.skipped}`)];
  return row.failed === undefined ? [] : [red(`${nameOf(row)}: failed: ${row.failed}`)];
}
