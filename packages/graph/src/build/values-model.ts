/**
 * A model that computes recorded values, for backends that run what they have recorded. Inputs and large
 * constants become inputs of the model, so that the same calls on other numbers make the same model.
 */
import type { Constant, Graph } from '../graph/graph.ts';
import { usedBy } from '../graph/walk.ts';
import { OnnxModel } from '../onnx/onnx-model.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { inferencePasses, runPasses, trainingPassesFor } from '../passes/index.ts';
import { collectGraph } from './collect.ts';
import type { ConvolutionStrategy } from './graph-builder.ts';
import type { Recording } from './recording.ts';

/**
 * The model's inputs are `x0`, `x1`, … and its outputs `y0`, `y1`, …, in the recording's order.
 *
 * @param strategy where the model will run
 */
export function modelOfRecording(
  { inputs, outputs }: Recording,
  strategy: ConvolutionStrategy = 'direct',
): OnnxModel {
  const graph = collectGraph(
    'values',
    inputs.map((value, i) => ({ name: `x${i}`, value })),
    outputs.map((value, i) => ({ name: `y${i}`, value })),
  );
  return OnnxModel.fromGraph(runPasses(graph, trainingPassesFor(strategy)));
}

/** The model with constants in place of the inputs of their names, optimized as models with fixed weights are. */
export function withConstants(
  { graph }: OnnxModel,
  constants: ReadonlyMap<string, Constant>,
): OnnxModel {
  const fixed: Graph = {
    ...graph,
    inputs: graph.inputs.filter(({ name }) => !constants.has(name)),
    initializers: new Map([...graph.initializers, ...constants]),
  };
  return OnnxModel.fromGraph(runPasses(fixed, inferencePasses));
}

/** The model that computes only the output with this index; its inputs keep their names. */
export function withOneOutput({ graph }: OnnxModel, output: number): OnnxModel {
  const needed = eliminateDeadCode({ ...graph, outputs: graph.outputs.slice(output, output + 1) });
  const used = new Set(needed.nodes.flatMap((node) => [...usedBy(node)]));
  return OnnxModel.fromGraph({
    ...needed,
    inputs: graph.inputs.filter(({ name }) => used.has(name)),
  });
}
