/** Faults of execution providers that a file can avoid: convolutions that one of them computes wrong. */
import type { Model } from '../graph/graph.ts';
import { repairPasses, runPasses, type Pass } from '../passes/index.ts';

const repairs: Readonly<Record<string, readonly Pass[]>> = { webgpu: repairPasses };

/**
 * The model as a provider computes it right: with channels of zeros where ONNX Runtime's WebGPU would
 * misread them. It computes the same everywhere; for other providers it is the model itself.
 *
 * @example
 * const safe = repairFor('webgpu', await readModelFile('model.onnx'));
 */
export function repairFor(provider: string, model: Model): Model {
  const passes = Object.hasOwn(repairs, provider) ? (repairs[provider] ?? []) : [];
  const graph = runPasses(model.graph, passes);
  return graph === model.graph ? model : { ...model, graph };
}
