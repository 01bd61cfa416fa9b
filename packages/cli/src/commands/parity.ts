/** `ganport parity`: an ONNX file against its original, or the networks of every variant. */
import { createCommand } from '../command.ts';
import { defined, listOf, positiveNumber, seed } from '../arguments.ts';
import { inputOption } from '../parity/input-option.ts';
import { clearStatus, result, status } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('parity', {
  description:
    'Computes the same inputs with the tfjs original and with every runtime of this machine, and prints how far apart the outputs are. Exit code 1 when a runtime disagrees or none could be compared.',
  examples: [
    'ganport parity generator.onnx --reference runs/digits',
    'ganport parity runs/horses/generator-BtoA.onnx --reference runs/horses',
    'ganport parity model.onnx --reference model.json --providers cpu,wasm --json',
    'ganport parity words.onnx --reference words/model.json --input tokens=tokens.npy',
    'ganport parity --variants',
  ],
})
  .argument('[file.onnx]', 'the file')
  .option('--reference <model>', 'the original: a run folder or a model.json')
  .option(
    '--network <name>',
    "which of a run's networks the file is of (default: the one that the file names)",
  )
  .option(
    '--variants',
    'compare small networks of every variant, and the shipped classifier, in place of a file',
  )
  .option(
    '--providers <names>',
    'only these execution providers, wherever they are (default: all)',
    listOf(['cpu', 'cuda', 'webgpu', 'wasm']),
  )
  .option('--tolerance <number>', 'largest difference that passes', positiveNumber, 1e-4)
  .option('--seed <n>', "where the inputs' numbers come from", seed, 1)
  .addOption(inputOption)
  .option(...timeLimit)
  .option(...memoryLimit)
  .option('--json', 'print the report as JSON')
  .action(async (file, { reference, network, variants = false, providers, json, ...rest }) => {
    const { originalOf, subjectFor } = await import('../parity/arguments.ts');
    const { tolerance, seed: from, input: files, timeLimit: seconds, memoryLimit: size } = rest;
    const limits = defined({ timeLimit: seconds, memoryLimit: size });
    const settings = { tolerance, seed: from, limits, ...defined({ providers, files }) };
    const wanted = subjectFor({ variants, ...defined({ file, reference, network }) });
    status('reading the original …');
    const [report, table] = await prove();
    clearStatus();
    result(json ? JSON.stringify(report, undefined, 2) : table);
    if (!report.pass) process.exitCode = 1;

    async function prove() {
      if (wanted === 'variants') {
        const { proveVariants } = await import('../parity/variants.ts');
        const { variantsTable } = await import('../parity/variants-table.ts');
        const proof = await proveVariants(settings);
        return [proof, variantsTable(proof)] as const;
      }
      const { proveParity } = await import('../parity/prove.ts');
      const { parityTable } = await import('../parity/table.ts');
      const proof = await proveParity(await originalOf(wanted), settings);
      return [proof, parityTable(proof, tolerance)] as const;
    }
  });
