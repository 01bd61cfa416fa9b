/** `ganport export`: a tfjs model → an ONNX file, also in smaller numbers. */
import { Option } from '@commander-js/extra-typings';
import { addShape, defined, type Shapes, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { customLayers, registerCustomLayers } from '../custom-layers.ts';
import { checkOutput } from '../outputs.ts';
import { precisionFlags, precisionRequest } from '../precision/flags.ts';
import { note, result, status } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('export', {
  description:
    "Exports a run's generator, a tfjs model or an ONNX file as an ONNX file for inference, in float32, float16 or 8-bit integers, and prints a summary of it.",
  examples: [
    'ganport export runs/digits --out generator.onnx',
    'ganport export model.json --out model.onnx --shape image=1,12,16,3',
    'ganport export model.json --out model.onnx --custom-layers my-layers.mjs',
    'ganport export model.json --out model.onnx --layout nchw',
    'ganport export runs/digits --out half.onnx --precision float16',
    'ganport export model.onnx --out small.onnx --quantize static --calibration photos/',
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
  .option('--opset <n>', 'version of the ONNX operator set (default: 18)', wholeNumber(1))
  .addOption(
    new Option(
      '--convolution <form>',
      'direct: Conv nodes, fast everywhere; cpu: matrix products where they are faster on the CPU',
    )
      .choices(['direct', 'cpu'] as const)
      .default('direct' as const),
  )
  .addOption(
    new Option('--layout <order>', 'order of the axes of image inputs and outputs')
      .choices(['nhwc', 'nchw'] as const)
      .default('nhwc' as const),
  )
  .option(...customLayers)
  .addOption(precisionFlags.precision)
  .addOption(precisionFlags.float16Io)
  .addOption(precisionFlags.keep)
  .addOption(precisionFlags.quantize)
  .addOption(precisionFlags.calibration)
  .addOption(precisionFlags.percentile)
  .option('--external-data', 'weights in a second file, FILE.onnx.data (always above 2 GiB)')
  .option(...timeLimit)
  .option(...memoryLimit)
  .option('--json', 'print the summary as JSON')
  .action(async (path, { customLayers: file, ...options }) => {
    const { out, shape, network, opset, convolution, layout, json, ...rest } = options;
    checkOutput(out, '.onnx');
    const request = precisionRequest(rest);
    await registerCustomLayers(file);
    const { openSource } = await import('../export/source.ts');
    status('reading the model …');
    const source = await openSource(path, network);
    status('tracing the model …');
    const traced = await source.toOnnx(defined({ shapes: shape, opset, convolution, layout }));
    const { convertRequested } = await import('../precision/convert-requested.ts');
    const { onnx, report } = await convertRequested(traced, request, rest);
    await onnx.save(out, defined({ externalData: rest.externalData }));
    note(`wrote ${out}`);
    const loss = await report(out);
    if (json) {
      result(JSON.stringify({ file: out, ...onnx.describe(), ...loss?.data }, undefined, 2));
    } else result([onnx.summary(), ...(loss ? [loss.table] : [])].join('\n'));
  });
