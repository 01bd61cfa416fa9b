/** The answer of a bench, for people and for programs. */
import { cpus } from 'node:os';
import { show } from './rounds.mjs';

/**
 * @param {import('./rounds.mjs').Bench} bench
 * @param {import('./rounds.mjs').Result} result
 * @param {number} threads
 */
export function printTable(bench, { figures, versions, checks, left }, threads) {
  console.log(`${bench.question}; ${threads} threads of ${cpus()[0]?.model.trim()}`);
  for (const [name, figure] of Object.entries(figures)) {
    const { seconds, ratio, median, medianRatio, cpu, cpuRatio } = figure;
    const rows = Object.keys(seconds).map((who) => ({
      [name]: who,
      fastest: show(seconds[who] ?? NaN),
      [`${bench.subject} ÷`]: ratio[who]?.toFixed(2) ?? '',
      median: show(median[who] ?? NaN),
      [`${bench.subject} ÷ `]: medianRatio[who]?.toFixed(2) ?? '',
      'cpu time': show(cpu[who] ?? NaN),
      [`${bench.subject} ÷  `]: cpuRatio[who]?.toFixed(2) ?? '',
      version: versions[who]?.version ?? '',
      check: Object.entries(checks[name]?.[who] ?? {})
        .map(([key, value]) => `${key} ${value.toFixed(3)}`)
        .join(', '),
    }));
    console.log(columns(rows));
  }
  for (const [who, reason] of Object.entries(left)) console.log(`left out: ${who} (${reason})`);
}

/** One case is its figures alone; several are figures by case. @param {import('./rounds.mjs').Result} result */
export function toJson({ figures }) {
  const [first, ...others] = Object.values(figures);
  return JSON.stringify(others.length === 0 ? first : figures);
}

/** Rows as aligned text. @param {Record<string, string>[]} rows */
export function columns(rows) {
  const keys = Object.keys(rows[0] ?? {});
  const lines = [keys, ...rows.map((row) => keys.map((key) => row[key] ?? ''))];
  const widths = keys.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}
