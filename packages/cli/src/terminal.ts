/**
 * The two streams and what belongs on each: results on stdout, everything that is said along the way
 * on stderr. Colours and lines that come and go are for terminals only.
 */
import pc from 'picocolors';

/** On a pipe Node leaves isTTY undefined, which picocolors would take for "find out". */
const onTerminal = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY ? stream.hasColors() : false;

/** Colours for what goes to stdout and to stderr; without effect where there are none. */
export const resultColors = pc.createColors(onTerminal(process.stdout));
export const noteColors = pc.createColors(onTerminal(process.stderr));

/** Prints a result: what a user would pipe into a file or another program. */
export function result(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Tells the person at the terminal something. */
export function note(text: string): void {
  clearStatus();
  process.stderr.write(`${text}\n`);
}

let statusShown = false;

/** Says what is being waited for, until the next note or status; nothing without a terminal. */
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

/** A reader that has seen enough (`ganport inspect … | head`) is no failure. */
export function leaveQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
