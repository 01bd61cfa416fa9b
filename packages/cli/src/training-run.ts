/** A training run on the command line: with progress, and with a checkpoint on Ctrl-C. */
import type { GanVariant, TrainSettings } from '@ganport/core';
import { reportLine } from '@ganport/core/internal';
import { train, type TrainResult } from '@ganport/lab';
import { interruptible } from './interrupt.ts';
import { note, noteColors, status } from './terminal.ts';
import { untrusted } from './untrusted.ts';
import './tfjs.ts';
import { type ReportPace, reportPace } from './progress/report-pace.ts';
import { duration, showTraining, type TrainingProgress } from './progress/training.ts';

export interface TrainingRun {
  readonly settings: TrainSettings;
  /** The variant that the settings name, where it is a file's. */
  readonly variant?: GanVariant;
  /** Steps in all, for the progress. */
  readonly steps: number;
  readonly out: string;
  readonly resume?: boolean;
  /** The command line that resumes this run. */
  readonly resumeWith: string;
}

/** Lines of generated text that are printed at a time. */
const SHOWN_LINES = 5;

/** Trains, and prints the progress and the result. @throws CoreError and LabError as train */
export async function runTraining(run: TrainingRun): Promise<TrainResult> {
  const { settings, variant, out, resume = false, resumeWith } = run;
  let progress: TrainingProgress | undefined;
  const print = (line: string): void => (progress ? progress.line(line) : note(line));
  let pace: ReportPace | undefined;
  let lastReport = '';
  const report = (line: string): void => {
    // A step may be due by the clock and by its number.
    if (line !== lastReport) print(line);
    lastReport = line;
    pace?.reported();
  };
  const extractorSession = await untrusted({});
  const began = performance.now();
  status('reading the data, building the networks …');
  try {
    const result = await interruptible(
      (signal) =>
        train(
          settings,
          { out, resume, variant, extractorSession },
          {
            signal,
            onStart({ batches, parameters, firstStep }) {
              note(
                `${variant?.name ?? settings.variant}, ${count(parameters)} parameters; ${batches.description}`,
              );
              for (const line of batches.notes ?? []) note(line);
              note(firstStep > 0 ? `${out}: going on from step ${firstStep}` : `${out}: a new run`);
              progress = showTraining(run.steps, firstStep);
              pace = reportPace(() => performance.now());
            },
            onStep(step, row) {
              progress?.step(step, row);
              if (pace?.isDue()) report(reportLine(step, row));
            },
            onReport: report,
            onSamples: (step, { lines = [] }) => {
              if (lines.length > 0) print(noteColors.dim(`step ${step} writes`));
              for (const line of lines.slice(0, SHOWN_LINES)) print(noteColors.dim(`  ${line}`));
            },
            onWarning: (line) => print(noteColors.yellow(`warning: ${line}`)),
          },
        ),
      {
        onInterrupt: () =>
          print('stopping after this step, to save a checkpoint (Ctrl-C again quits at once)'),
        onQuit: () => progress?.end(),
      },
    );
    progress?.end();
    const { steps, finished, engine } = result;
    const seconds = duration((performance.now() - began) / 1000);
    if (finished) note(`trained to step ${steps} in ${seconds} on ${engine}`);
    else note(`stopped at step ${steps}, which is saved; to go on: ${resumeWith}`);
    return result;
  } finally {
    progress?.end();
  }
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
