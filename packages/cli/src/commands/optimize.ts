/** `ganport optimize`: an ONNX file → one that is faster with a provider of this machine. */
import { Option } from '@commander-js/extra-typings';
import { defined, positiveNumber, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { sizeOption } from '../optimize/size-option.ts';
import { checkOutput } from '../outputs.ts';
import { inputOption } from '../parity/input-option.ts';
import { clearStatus, note, result, status } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('optimize', {
  description:
    'Fits an ONNX file, of any exporter, to where it will run. Each convolution is measured on this machine in every form that fits it: as it is, as matrix products, in Winograd tiles, in phases. The fastest forms together must be clearly faster as a whole and compute what the original does; else the file is the original. cpu and cuda are measured in Node, wasm and webgpu in headless Chromium.',
  examples: [
    'ganport optimize generator.onnx --for cpu --out fast.onnx',
    'ganport optimize generator.onnx --for wasm --size batch=25 --out for-pages.onnx',
    'ganport optimize translate.onnx --for cpu --size height=256 --size width=256 --fix-sizes --out fast.onnx',
    'ganport optimize model.onnx --for webgpu --seconds 300 --json --out fast.onnx',
  ],
})
  .argument('<file.onnx>', 'the file')
  .addOption(
    new Option('--for <provider>', 'the execution provider that the file is for')
      .choices(['cpu', 'wasm', 'webgpu', 'cuda'] as const)
      .makeOptionMandatory(),
  )
  .requiredOption(
    '--out <file.onnx>',
    'the file to write; an earlier one is replaced, whole or not at all',
  )
  .option('--seconds <n>', 'about how long the search may take', positiveNumber, 60)
  .addOption(sizeOption)
  .option(
    '--fix-sizes',
    'the file takes the sizes of --size and no others; more forms fit layers of known sizes',
  )
  .addOption(inputOption)
  .option('--threads <n>', 'threads of the runtime (default: its own choice)', wholeNumber(1, 1024))
  .option(
    '--tolerance <number>',
    "largest difference from the original, in relation to the outputs' numbers (default: 0.001)",
    positiveNumber,
  )
  .option('--seed <n>', "where the inputs' numbers come from", seed, 1)
  .option(...timeLimit)
  .option(...memoryLimit)
  .option('--json', 'print what was measured as JSON')
  .action(async (file, { for: provider, out, json, input, size, fixSizes, ...options }) => {
    checkOutput(out, '.onnx');
    const { optimizeFile } = await import('../optimize/optimize-file.ts');
    const { optimizedTable, progressLine } = await import('../optimize/text.ts');
    status('reading the model …');
    const optimized = await optimizeFile(file, {
      out,
      provider,
      ...defined({ sizes: size, fix: fixSizes, files: input, ...options }),
      seconds: options.seconds,
      onProgress: (progress) => note(progressLine(progress)),
    });
    clearStatus();
    note(`wrote ${out}`);
    const { model, ...report } = optimized;
    const printed = { file: out, provider, operators: model.graph.nodes.length, ...report };
    result(json ? JSON.stringify(printed, undefined, 2) : optimizedTable(optimized, provider));
  });
