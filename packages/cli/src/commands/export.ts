/** `ganport export`: a tfjs model → an ONNX file. */
import { Option } from '@commander-js/extra-typings';
import { addShape, defined, type Shapes, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { customLayers, registerCustomLayers } from '../custom-layers.ts';
import { checkOutput } from '../outputs.ts';
import { note, result, status } from '../terminal.ts';

export const command = createCommand('export', {
  description:
    "Exports a run's generator, or a tfjs model, as an ONNX file for inference, and prints a summary of it.",
  examples: [
    'ganport export runs/digits --out generator.onnx',
    'ganport export model.json --out model.onnx --shape image=1,12,16,3',
    'ganport export model.json --out model.onnx --custom-layers my-layers.mjs',
    'ganport export model.json --out model.onnx --layout nchw',
  ],
})
  .argument('<model>', 'a run folder, or the model.json of a tfjs model')
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
  .option('--json', 'print the summary as JSON')
  .action(async (path, { customLayers: file, ...options }) => {
    const { out, shape, network, opset, convolution, layout, json } = options;
    checkOutput(out, '.onnx');
    await registerCustomLayers(file);
    const { openOriginal } = await import('../named-model.ts');
    status('reading the model …');
    const original = await openOriginal(path, network);
    status('tracing the model …');
    const onnx = await original.toOnnx(defined({ shapes: shape, opset, convolution, layout }));
    await onnx.save(out);
    note(`wrote ${out}`);
    result(json ? JSON.stringify({ file: out, ...onnx.describe() }, undefined, 2) : onnx.summary());
  });
