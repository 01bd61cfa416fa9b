/** `ganport export`: a tfjs model → an ONNX file, also in smaller numbers. */
import { Option } from '@commander-js/extra-typings';
import { addShape, defined, positiveNumber, seed, type Shapes, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { customLayers, registerCustomLayers } from '../custom-layers.ts';
import { checkOutput } from '../outputs.ts';
import { constantInput } from '../export/constant-flag.ts';
import { inputRange, uint8Input } from '../export/image-flags.ts';
import { inputOption } from '../parity/input-option.ts';
import { precisionFlags, precisionRequest } from '../precision/flags.ts';
import { note, result } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('export', {
  description:
    "Exports a run's generator, a tfjs model or an ONNX file as an ONNX file for inference, in float32, float16 or 8-bit integers. The file is compared with the model before it is written: the same inputs through tfjs and ONNX Runtime, at two sizes. One that differs is not written, the first layer that differs is named, and the exit code is 1.",
  examples: [
    'ganport export runs/digits --out generator.onnx',
    'ganport export model.json --out model.onnx --shape image=1,12,16,3',
    'ganport export rvm/model.json --out matting.onnx --constant downsample_ratio=0.5',
    'ganport export model.json --out model.onnx --report report.json --tolerance 1e-4',
    'ganport export model.json --out model.onnx --input-range image=0..1 --uint8-input',
    'ganport export model.json --out model.onnx --custom-layers my-layers.mjs',
    'ganport export words/model.json --out words.onnx --input tokens=tokens.npy',
    'ganport export language/model.json --out language.onnx --input inputs=lines.txt',
    'ganport export model.onnx --out newer.onnx --opset 21',
    'ganport export runs/digits --out half.onnx --precision float16',
    'ganport export model.onnx --out small.onnx --quantize static --calibration photos/',
    'ganport export model.json --out small.onnx --uint8-input --quantize static',
  ],
})
  .argument('<model>', 'a run folder, the model.json of a tfjs model, or an ONNX file')
  .requiredOption(
    '--out <file.onnx>',
    'the file to write; an earlier one is replaced, whole or not at all',
  )
  .addOption(
    new Option(
      '--shape <name=sizes>',
      "an input's shape in place of the model's, for example image=1,12,16,3 (may be repeated)",
    ).argParser<Shapes>(addShape),
  )
  .option('--network <name>', "a run's network, for example discriminator (default: its generator)")
  .option('--opset <n>', 'version of the ONNX operator set, 13 to 26 (default: 18)', wholeNumber(1))
  .addOption(
    new Option('--layout <order>', 'order of the axes of image inputs and outputs')
      .choices(['nhwc', 'nchw'] as const)
      .default('nhwc' as const),
  )
  .addOption(constantInput)
  .addOption(uint8Input)
  .addOption(inputRange)
  .option(...customLayers)
  .option('--no-verify', 'write the file without comparing it with the model')
  .option(
    '--tolerance <number>',
    "largest difference that passes, in relation to the outputs' numbers (default: 0.001)",
    positiveNumber,
  )
  .option('--seed <n>', "where the numbers of the comparison's inputs come from", seed, 1)
  .addOption(inputOption)
  .option('--report <report.json>', 'also write everything about the export and the comparison')
  .addOption(precisionFlags.precision)
  .addOption(precisionFlags.float16Io)
  .addOption(precisionFlags.keep)
  .addOption(precisionFlags.quantize)
  .addOption(precisionFlags.calibration)
  .addOption(precisionFlags.calibrationMethod)
  .addOption(precisionFlags.percentile)
  .option('--external-data', 'weights in a second file, FILE.onnx.data (always above 2 GiB)')
  .option(...timeLimit)
  .option(...memoryLimit)
  .option('--json', 'print the summary and the comparison as JSON')
  .action(async (path, { customLayers: file, out, report, network, json, ...options }) => {
    checkOutput(out, '.onnx');
    if (report !== undefined) checkOutput(report, '.json');
    const request = precisionRequest(options);
    await registerCustomLayers(file);
    const { exportVerified } = await import('../verify/export-verified.ts');
    const settings = { out, ...options, request, ...defined({ report, network }) };
    const { onnx, verification, loss } = await exportVerified(path, settings);
    note(`wrote ${out}`);
    if (json) {
      const compared = { verification: verification ?? null };
      result(
        JSON.stringify({ file: out, ...onnx.describe(), ...loss?.data, ...compared }, undefined, 2),
      );
      return;
    }
    const { verificationTable } = await import('../verify/text.ts');
    const summary = [onnx.summary(), ...(loss ? [loss.table] : [])].join('\n');
    result([summary, ...(verification ? [verificationTable(verification)] : [])].join('\n\n'));
  });
