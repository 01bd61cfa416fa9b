/**
 * The progress of work in several stages on stderr: a bar for each on a terminal, otherwise a line
 * every now and then, at longer and longer intervals up to a minute.
 */
import { SingleBar } from 'cli-progress';
import { printableLine } from '../printable.ts';
import { clearStatus, note, noteColors, printed } from '../terminal.ts';
import { reportPace } from './report-pace.ts';

export interface Progress {
  /** @param label the current stage; another label starts another bar */
  update(label: string, done: number, total: number): void;
  /** Removes the bar, if there is one. */
  end(): void;
}

export function showProgress(): Progress {
  return process.stderr.isTTY ? bars() : lines();
}

function lines(): Progress {
  const pace = reportPace(() => performance.now());
  return {
    update(label, done, total) {
      if (pace.isDue()) note(`${label}: ${done} of ${total}`);
    },
    end() {},
  };
}

function bars(): Progress {
  const { cyan, dim } = noteColors;
  let current: { readonly label: string; readonly bar: SingleBar } | undefined;
  const end = () => {
    current?.bar.stop();
    current = undefined;
  };
  return {
    update(label, done, total) {
      if (current?.label !== label) {
        end();
        clearStatus();
        const bar = new SingleBar({
          stream: process.stderr,
          format: printed(`${cyan('{bar}')} {percentage}%  {label}  ${dim('{value} of {total}')}`),
          barCompleteChar: '━',
          barIncompleteChar: '─',
          barsize: 30,
          // Ctrl-C ends the process at once, so that the terminal's settings must not change.
          linewrap: true,
          clearOnComplete: true,
        });
        bar.start(total, done, { label: printableLine(label) });
        current = { label, bar };
      }
      current.bar.update(done);
    },
    end,
  };
}
