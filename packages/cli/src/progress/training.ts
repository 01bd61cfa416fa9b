/**
 * The progress of a training run on stderr: a bar below the reports on a terminal, otherwise the
 * reports alone.
 */
import { MultiBar } from 'cli-progress';
import type { MetricsRow } from '@ganport/core';
import { note, noteColors, printed } from '../terminal.ts';

export interface TrainingProgress {
  step(step: number, row: MetricsRow): void;
  /** A line that stays. */
  line(text: string): void;
  /** Takes the bar away; lines can still follow. */
  end(): void;
}

/** @param first the steps of earlier sessions */
export function showTraining(total: number, first: number): TrainingProgress {
  return process.stderr.isTTY && total > first ? withBar(total, first) : linesOnly;
}

const linesOnly: TrainingProgress = { step() {}, line: note, end() {} };

function withBar(total: number, first: number): TrainingProgress {
  const { cyan, dim } = noteColors;
  const bars = new MultiBar({
    stream: process.stderr,
    format: printed(`${cyan('{bar}')} {percentage}%  step {value} of {total}  ${dim('{pace}')}`),
    barCompleteChar: '━',
    barIncompleteChar: '─',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    // The caller handles Ctrl-C: the bar stays while the run is saved.
    gracefulExit: false,
  });
  const bar = bars.create(total, first, { pace: 'starting …' });
  let ended = false;
  let secondsPerStep = NaN;
  return {
    step(step, row) {
      // A moving average over about twenty steps that starts at the first value.
      secondsPerStep = Number.isNaN(secondsPerStep)
        ? row.secondsPerStep
        : secondsPerStep + 0.05 * (row.secondsPerStep - secondsPerStep);
      const left = duration((total - step) * secondsPerStep);
      bar.update(step, { pace: `${(1 / secondsPerStep).toFixed(1)} steps/s, ${left} left` });
    },
    line(text) {
      if (ended) note(text);
      else bars.log(`${printed(text)}\n`);
    },
    end() {
      if (ended) return;
      ended = true;
      // stop() would lose lines that wait for the next redraw.
      bars.update();
      bars.stop();
    },
  };
}

/** `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
