/** A GraphModel as a function of tensors by the names that its ONNX file has. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import { artifactsOf, type GraphModelLike } from './graph-model-like.ts';
import { readSignature } from './signature.ts';
import { readTopology, type Ref } from './topology.ts';

export interface GraphModelFunction {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Computes on tfjs's current backend. The caller disposes of the results. */
  compute(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

/**
 * The original of an exported GraphModel, to compare with.
 *
 * @throws ExportError 'bad-model', 'bad-argument' for inputs that ONNX export does not take
 * @example
 * const { compute } = graphModelFunction(await tf.loadGraphModel(url));
 * const { scores } = await compute({ image: tf.zeros([1, 224, 224, 3]) });
 */
export function graphModelFunction(model: GraphModelLike): GraphModelFunction {
  const { main } = readTopology(artifactsOf(model).modelTopology);
  const { inputs, outputs } = readSignature(model, main);
  const nameOf = ({ node, output }: Ref) => `${node}:${output}`;
  return {
    inputNames: inputs.map(({ name }) => name),
    outputNames: outputs.map(({ name }) => name),
    async compute(tensors) {
      const entries = inputs.map(({ name, ref }) => [nameOf(ref), tensors[name]] as const);
      const feeds = Object.fromEntries(entries) as Record<string, Tensor>;
      const results = await execute(
        model,
        feeds,
        outputs.map(({ ref }) => nameOf(ref)),
      );
      const list = [results].flat();
      return Object.fromEntries(outputs.map(({ name }, i) => [name, at(list, i)]));
    },
  };
}

/** executeAsync warns about models without control flow, execute refuses those with it. */
async function execute(
  model: GraphModelLike,
  feeds: Record<string, Tensor>,
  names: string[],
): Promise<Tensor | Tensor[]> {
  try {
    return model.execute(feeds, names);
  } catch (error) {
    const isDynamic = error instanceof Error && error.message.includes('executeAsync()');
    if (!isDynamic) throw error;
    return model.executeAsync(feeds, names);
  }
}
