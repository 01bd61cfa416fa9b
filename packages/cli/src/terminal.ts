/**
 * The two streams: results go to stdout, notes to stderr. Colors and temporary lines are for
 * terminals only.
 */
import pc from 'picocolors';

/** Node leaves isTTY undefined for a pipe, for which picocolors would detect colors itself. */
const onTerminal = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY ? stream.hasColors() : false;

/** Colors for stdout and for stderr; without effect where the stream has none. */
export const resultColors = pc.createColors(onTerminal(process.stdout));
export const noteColors = pc.createColors(onTerminal(process.stderr));

/** Prints a result to stdout, for a file or another program. */
export function result(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a note to stderr. */
export function note(text: string): void {
  clearStatus();
  process.stderr.write(`${text}\n`);
}

let statusShown = false;

/** Shows what is in progress until the next note or status; does nothing without a terminal. */
export function status(text: string): void {
  if (!process.stderr.isTTY) return;
  clearStatus();
  process.stderr.write(noteColors.dim(text.slice(0, process.stderr.columns - 1)));
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
