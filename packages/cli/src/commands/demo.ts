/** `ganport demo`: the whole way once, from noise to digits to every runtime, in four minutes. */
import { rm } from 'node:fs/promises';
import { runFolder } from '@ganport/core';
import { createCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { kindOf, openOriginal } from '../original.ts';
import { parityTable } from '../parity-table.ts';
import { proveParity } from '../prove-parity.ts';
import { clearStatus, note, noteColors, result } from '../terminal.ts';
import { runTraining } from '../training-run.ts';

const out = 'demo-run';
const tolerance = 1e-4;

/** A quarter of the published filters: digits after three minutes on two cores. */
const settings = {
  variant: 'dcgan',
  data: 'mnist',
  width: 0.25,
  steps: 2000,
  seed: 1,
  reportEvery: 200,
  sampleEvery: 200,
  checkpointEvery: 500,
} as const;

export const command = createCommand('demo', {
  description: `Trains a small DCGAN on MNIST into ./${out}, exports its generator to ONNX, and compares every runtime of this machine with the original.`,
  examples: ['ganport demo'],
}).action(async () => {
  const { bold } = noteColors;
  await clearPreviousDemo();
  note(bold('1. Train a DCGAN on MNIST, its step traced into one ONNX graph'));
  const resumeWith = `ganport train dcgan --out ${out} --resume`;
  const { run, finished } = await runTraining({ settings, steps: settings.steps, out, resumeWith });
  if (!finished) return;

  note(bold(`\n2. Compare ${run.generator} with the original on every runtime`));
  const { model } = await openOriginal(out);
  const report = await proveParity({ file: run.generator, reference: model, seed: 1, tolerance });
  clearStatus();
  result(parityTable(report, tolerance));
  if (!report.pass) process.exitCode = 1;

  note(bold('\n3. Look'));
  const files = [
    [run.samples, 'digits from the same 25 noise vectors as training went on'],
    [run.curves, 'losses and accuracy'],
    [run.metrics, 'the same as numbers'],
    [run.generator, 'the generator, for any ONNX Runtime'],
    [run.checkpoint, `everything it takes to go on: ${resumeWith} --steps 4000`],
  ] as const;
  const width = Math.max(...files.map(([path]) => path.length));
  for (const [path, what] of files) note(`${path.padEnd(width)}  ${what}`);
});

/** Only a run is removed; anything else of that name is the user's. */
async function clearPreviousDemo(): Promise<void> {
  if ((await kindOf(out)) === undefined) return;
  if ((await kindOf(runFolder(out).config)) !== 'file') {
    throw new CliError('bad-argument', `./${out} is there and is no run; move it away`);
  }
  await rm(out, { recursive: true });
}
