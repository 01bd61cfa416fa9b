/** `ganport parity`: an ONNX file held against its original. */
import { createCommand } from '../command.ts';
import { listOf, positiveNumber, seed } from '../arguments.ts';
import { defined } from '../defined.ts';
import { parityTable } from '../parity-table.ts';
import { clearStatus, result, status } from '../terminal.ts';

export const command = createCommand('parity', {
  description:
    'Computes the same inputs with the tfjs original and with every runtime of this machine, and prints how far apart the outputs are. Exit code 1 when a runtime disagrees or none could be compared.',
  examples: [
    'ganport parity generator.onnx --reference runs/digits',
    'ganport parity model.onnx --reference model.json --providers cpu,wasm --json',
  ],
})
  .argument('<file.onnx>', 'the file')
  .requiredOption('--reference <model>', 'the original: a run folder or a model.json')
  .option(
    '--providers <names>',
    'only these execution providers, wherever they are (default: all)',
    listOf(['cpu', 'cuda', 'webgpu', 'wasm']),
  )
  .option('--tolerance <number>', 'largest difference that passes', positiveNumber, 1e-4)
  .option('--seed <n>', "where the inputs' numbers come from", seed, 1)
  .option('--json', 'print the report as JSON')
  .action(async (file, { reference, providers, tolerance, seed: from, json }) => {
    const { openOriginal } = await import('../original.ts');
    const { proveParity } = await import('../prove-parity.ts');
    status('reading the original …');
    const { model } = await openOriginal(reference);
    const request = { file, reference: model, tolerance, seed: from };
    const report = await proveParity({ ...request, ...defined({ providers }) });
    clearStatus();
    result(json ? JSON.stringify(report, undefined, 2) : parityTable(report, tolerance));
    if (!report.pass) process.exitCode = 1;
  });
