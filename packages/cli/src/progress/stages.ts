/** How far a long computation is, on stderr: a bar on a terminal, nothing anywhere else. */
import { SingleBar } from 'cli-progress';
import { clearStatus, noteColors } from '../terminal.ts';

export interface Progress {
  /** @param label what is being done; another one starts another bar */
  update(label: string, done: number, total: number): void;
  /** Takes the bar away. */
  end(): void;
}

export function showProgress(): Progress {
  return process.stderr.isTTY ? bars() : { update() {}, end() {} };
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
          format: `${cyan('{bar}')} {percentage}%  {label}  ${dim('{value} of {total}')}`,
          barCompleteChar: '━',
          barIncompleteChar: '─',
          barsize: 30,
          // Ctrl-C ends the process at once: the terminal has to be as it was at any moment.
          linewrap: true,
          clearOnComplete: true,
        });
        bar.start(total, done, { label });
        current = { label, bar };
      }
      current.bar.update(done);
    },
    end,
  };
}
