/** The progress of one piece of work, as a bar on stderr; nothing without a terminal. */
import { SingleBar } from 'cli-progress';
import { printableLine } from '../printable.ts';
import { clearStatus, note, noteColors, printed } from '../terminal.ts';

export interface WorkProgress {
  /** @param done may be a fraction; @param about the current item, in a few words */
  update(done: number, about?: string): void;
  /** Prints a line that stays. */
  line(text: string): void;
  /** Removes the bar. */
  end(): void;
}

const none: WorkProgress = { update() {}, line: note, end() {} };

/** @param what the name of the counted items, in the plural */
export function showWork(total: number, what: string): WorkProgress {
  if (!process.stderr.isTTY) return none;
  clearStatus();
  const { cyan, dim } = noteColors;
  const bar = new SingleBar({
    stream: process.stderr,
    format: printed(
      `${cyan('{bar}')} {percentage}%  {whole} of {total} ${what}  ${dim('{about}')}`,
    ),
    barCompleteChar: '━',
    barIncompleteChar: '─',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    // The caller handles Ctrl-C.
    gracefulExit: false,
  });
  bar.start(total, 0, { about: '', whole: 0 });
  let [value, about] = [0, ''];
  const draw = (): void => bar.update(value, { about, whole: Math.floor(value) });
  let ended = false;
  return {
    update(done, now = '') {
      [value, about] = [done, printableLine(now)];
      draw();
    },
    line(text) {
      if (ended) return note(text);
      process.stderr.cursorTo(0);
      process.stderr.clearLine(0);
      process.stderr.write(`${printed(text)}\n`);
      draw();
    },
    end() {
      if (!ended) bar.stop();
      ended = true;
    },
  };
}
