/**
 * The two streams: results go to stdout, notes to stderr. Colors and temporary lines are for
 * terminals only. Every text is made printable here; the colors of this file alone pass.
 */
import { randomUUID } from 'node:crypto';
import { printable, printableLine } from './printable.ts';

/** Node leaves isTTY undefined for a pipe. */
const onTerminal = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY ? stream.hasColors() : false;

/** The codes that switch a color on and off. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

type Colors = Readonly<Record<keyof typeof codes, (text: string) => string>>;

/** Stands for the beginning of a color's code until it is printed. No file can know it. */
const mark = randomUUID();
const marked = new RegExp(`${mark}(\\d+)m`, 'g');

function colorsOf(stream: NodeJS.WriteStream): Colors {
  const enabled = onTerminal(stream);
  const entries = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    (text: string) => (enabled ? `${mark}${on}m${text}${mark}${off}m` : text),
  ]);
  return Object.fromEntries(entries) as Colors;
}

/** Colors for stdout and for stderr; without effect where the stream has none. */
export const resultColors = colorsOf(process.stdout);
export const noteColors = colorsOf(process.stderr);

/** What goes to a stream for a text: its colors, and everything else printable. */
export function printed(text: string): string {
  return printable(text).replaceAll(marked, '\u001b[$1m');
}

/** Prints a result to stdout, for a file or another program. */
export function result(text: string): void {
  process.stdout.write(`${printed(text)}\n`);
}

/** Prints a note to stderr. */
export function note(text: string): void {
  clearStatus();
  process.stderr.write(`${printed(text)}\n`);
}

let statusShown = false;

/** Shows what is in progress until the next note or status; does nothing without a terminal. */
export function status(text: string): void {
  if (!process.stderr.isTTY) return;
  clearStatus();
  const line = printableLine(text).slice(0, process.stderr.columns - 1);
  process.stderr.write(printed(noteColors.dim(line)));
  statusShown = true;
}

export function clearStatus(): void {
  if (!statusShown) return;
  process.stderr.cursorTo(0);
  process.stderr.clearLine(0);
  statusShown = false;
}

/** Ends without an error when the reader of stdout closes it, as in `ganport inspect … | head`. */
export function leaveQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
