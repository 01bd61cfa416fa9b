/** `ganport inspect`: what a model is, at a glance or node by node. */
import { Option } from '@commander-js/extra-typings';
import type { Model } from '@ganport/graph';
import { createCommand } from '../command.ts';
import { customLayers, registerCustomLayers } from '../custom-layers.ts';
import { result } from '../terminal.ts';

export const command = createCommand('inspect', {
  description:
    "Prints a model's inputs, outputs, operators, parameters and metadata. A run's network and a tfjs model are shown as the ONNX model that export makes of them.",
  examples: [
    'ganport inspect generator.onnx',
    'ganport inspect generator.onnx --graph',
    'ganport inspect runs/digits --network discriminator --json',
  ],
})
  .argument('<model>', 'an ONNX file, a run folder, or the model.json of a tfjs LayersModel')
  .option('--graph', "also print every node, in ONNX's textual syntax")
  .option('--network <name>', "a run's network, for example discriminator (default: its generator)")
  .option(...customLayers)
  .addOption(new Option('--json', 'print the summary as JSON').conflicts('graph'))
  .action(async (path, { graph, network, customLayers: file, json }) => {
    await registerCustomLayers(file);
    const { OnnxModel, printGraph } = await import('@ganport/graph');
    const model = await openForReading(path, network);
    const onnx = new OnnxModel(model);
    if (json) result(JSON.stringify(onnx.describe(), undefined, 2));
    else result(graph ? `${onnx.summary()}\n\n${printGraph(model.graph)}` : onnx.summary());
  });

/** @throws GraphError for a file that is no ONNX model; LabError and CliError as openOriginal */
async function openForReading(path: string, network: string | undefined): Promise<Model> {
  const { readModelFile } = await import('@ganport/graph');
  const { statSync } = await import('node:fs');
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder && !path.endsWith('.json')) return readModelFile(path);
  const { openOriginal } = await import('../named-model.ts');
  return (await (await openOriginal(path, network)).toOnnx()).model;
}
