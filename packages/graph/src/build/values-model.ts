/**
 * A model that computes recorded values, for backends that run what they have recorded. Inputs and large
 * constants become inputs of the model, so that the same calls on other numbers make the same model.
 */
import { usedBy } from '../graph/walk.ts';
import { OnnxModel } from '../onnx/onnx-model.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { repairPasses, runPasses } from '../passes/index.ts';
import { collectGraph, neededNodes } from './collect.ts';
import type { Value } from './value.ts';

/** Larger constants become inputs; smaller ones are shapes, axes and parameters of operators. */
const maxConstantElements = 64;

export interface ValuesModel {
  /** Its outputs have the order of the values. */
  readonly model: OnnxModel;
  /** The values of the model's inputs, in order; their origin is 'input' or 'constant'. */
  readonly inputs: readonly Value[];
}

/**
 * Collects the graph at once, so that origins may change afterwards.
 *
 * @param outputs values with the origin 'node', each once
 */
export function modelOfValues(outputs: readonly Value[]): ValuesModel {
  const fed = new Set<Value>();
  for (const { op, inputs } of neededNodes(outputs)) {
    for (const [i, value] of inputs.entries()) {
      if (value && (isFed(value) || isPosition(op, i))) fed.add(value);
    }
  }
  const inputs = [...fed];
  const graph = collectGraph(
    'values',
    inputs.map((value, i) => ({ name: `x${i}`, value })),
    outputs.map((value, i) => ({ name: `y${i}`, value })),
  );
  return { model: OnnxModel.fromGraph(runPasses(graph, repairPasses)), inputs };
}

/** The start and end of a slice become inputs, since loops over a data set change them with every batch. */
const isPosition = (op: string, input: number) => op === 'Slice' && (input === 1 || input === 2);

/** The model that computes only the output with this index. */
export function withOneOutput({ model, inputs }: ValuesModel, output: number): ValuesModel {
  const { graph } = model;
  const needed = eliminateDeadCode({ ...graph, outputs: graph.outputs.slice(output, output + 1) });
  const used = new Set(needed.nodes.flatMap((node) => [...usedBy(node)]));
  const kept = graph.inputs.map(({ name }) => used.has(name));
  return {
    model: OnnxModel.fromGraph({ ...needed, inputs: graph.inputs.filter((_, i) => kept[i]) }),
    inputs: inputs.filter((_, i) => kept[i]),
  };
}

function isFed({ origin }: Value): boolean {
  return (
    origin.kind === 'input' ||
    (origin.kind === 'constant' && origin.constant.data.length > maxConstantElements)
  );
}
