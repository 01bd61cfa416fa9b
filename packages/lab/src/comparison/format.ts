/** How a comparison names runs and writes their numbers and settings, in the page and on a terminal. */
import type { ComparedRun } from './read-run.ts';

/** The letter of a run: A, B, C, … */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** `step 400 of 3,000`; without the total where it is unknown or reached. */
export function progressOf({ step, steps, rows }: ComparedRun): string {
  if (rows.length === 0) return 'no metrics yet';
  const done = step.toLocaleString('en-US');
  return steps === undefined || steps <= step
    ? `${done} steps`
    : `step ${done} of ${steps.toLocaleString('en-US')}`;
}

/** A number with four significant digits. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2);
  return Number(value.toPrecision(4)).toString();
}

/** A setting on one line, of at most `most` characters. */
export function formatSetting(value: unknown, most: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
