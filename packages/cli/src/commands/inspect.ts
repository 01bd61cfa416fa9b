/** `ganport inspect`: an ONNX file as text, for people. */
import { createCommand } from '../command.ts';
import { result } from '../terminal.ts';

export const command = createCommand('inspect', {
  description:
    "Prints an ONNX file's inputs, outputs, operators and metadata, and its graph in ONNX's textual syntax.",
  examples: ['ganport inspect generator.onnx'],
})
  .argument('<model.onnx>', 'the file')
  .action(async (path) => {
    const { OnnxModel, printGraph, readModelFile } = await import('@ganport/graph');
    const model = await readModelFile(path);
    result(`${new OnnxModel(model).summary()}\n\n${printGraph(model.graph)}`);
  });
