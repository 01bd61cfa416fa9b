/** The work of `ganport demo`: it trains on digits, exports, and compares every runtime. */
import { existsSync } from 'node:fs';
import { createPlan, generatorsOf } from '@ganport/core';
import { openRunFolder } from '@ganport/lab';
import { removeRun } from '@ganport/lab/internal';
import { CliError } from './errors.ts';
import { openOriginal } from './named-model.ts';
import { parityTable } from './parity/table.ts';
import { proveParity, subjectOf } from './parity/prove.ts';
import { clearStatus, note, noteColors, result } from './terminal.ts';
import { runTraining } from './training-run.ts';

const tolerance = 1e-4;

/**
 * A quarter of the published filters, learning rates for a short run that fall to 0, and a moving
 * average of the generator: digits in a short time. FID 2.9; 4.5 with the default rates.
 */
const settings = {
  variant: 'dcgan',
  data: 'mnist',
  width: 0.25,
  steps: 3000,
  generatorLearningRate: 5e-4,
  discriminatorLearningRate: 1e-3,
  decayFrom: 1500,
  ema: 0.999,
  seed: 1,
  reportEvery: 250,
  sampleEvery: 250,
  checkpointEvery: 500,
} as const;

/**
 * Trains into a new run folder, compares the runtimes, and lists the files.
 *
 * @param out replaced when it holds a run
 * @returns whether every runtime agrees; false when interrupted
 * @throws CliError 'bad-argument' when `out` holds anything but a run
 */
export async function runDemo(out: string): Promise<boolean> {
  const { bold } = noteColors;
  await removeEarlierRun(out);
  note(bold('1. Train a DCGAN on MNIST, its step traced into one ONNX graph'));
  const resumeWith = `ganport train dcgan --out ${out} --resume`;
  const { run, finished } = await runTraining({ settings, steps: settings.steps, out, resumeWith });
  if (!finished) return false;

  note(bold(`\n2. Compare ${run.generator} with the original on every runtime`));
  const { model } = await openOriginal(out);
  const subject = await subjectOf(run.generator, model);
  const report = await proveParity(subject, { seed: 1, tolerance });
  clearStatus();
  result(parityTable(report, tolerance));

  note(bold('\n3. Look'));
  const files = [
    [run.samples, 'digits from the same 25 noise vectors as training went on'],
    [run.curves, 'losses and accuracy'],
    [run.metrics, 'the same as numbers'],
    [run.generator, 'the generator, for any ONNX Runtime'],
    [run.checkpoint, `everything it takes to go on: ${resumeWith} --steps 6000`],
  ] as const;
  const width = Math.max(...files.map(([path]) => path.length));
  for (const [path, what] of files) note(`${path.padEnd(width)}  ${what}`);
  return report.pass;
}

/** Removes the run of an earlier demo. @throws CliError when `path` is anything else */
async function removeEarlierRun(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const { run, networks } = await earlierRun(path);
  await removeRun(run, networks);
}

async function earlierRun(path: string) {
  try {
    const { run, config } = await openRunFolder(path);
    return { run, networks: generatorsOf(createPlan(config)) };
  } catch (cause) {
    const message = `${path}: exists and is no run; move it away`;
    throw new CliError('bad-argument', message, { cause });
  }
}
