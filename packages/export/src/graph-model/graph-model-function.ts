/** A GraphModel as a function of tensors by the names that its ONNX file has. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { at } from '@ganport/graph/ops';
import { evaluationOrder } from './evaluation-order.ts';
import { Frame } from './frame.ts';
import { artifactsOf, type GraphModelLike } from './graph-model-like.ts';
import { holdingKept } from './kept-tensors.ts';
import { isControlFlow, outputName } from './operator.ts';
import { readSignature } from './signature.ts';
import { readTopology, type Ref, type TfGraph } from './topology.ts';

export interface GraphModelFunction {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Computes on tfjs's current backend. The caller disposes of the results. */
  compute(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  /**
   * The results of nodes in the order of their computation, by the scopes that they have in the file: the
   * names of nodes, and `node:output` of loops and branches. Those that are inside of a loop or a branch
   * are left out. The caller disposes of the tensors.
   *
   * @param wanted scopes; all when not given
   */
  computeNodes(
    inputs: Readonly<Record<string, Tensor>>,
    wanted?: ReadonlySet<string>,
  ): Promise<Record<string, Tensor>>;
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
  const feedsOf = (tensors: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(
      inputs.map(({ name, ref }) => [nameOf(ref), tensors[name] as Tensor] as const),
    );
  return {
    inputNames: inputs.map(({ name }) => name),
    outputNames: outputs.map(({ name }) => name),
    async compute(tensors) {
      const names = outputs.map(({ ref }) => nameOf(ref));
      const list = await execute(model, feedsOf(tensors), names);
      return Object.fromEntries(outputs.map(({ name }, i) => [name, at(list, i)]));
    },
    async computeNodes(tensors, wanted) {
      const frame = new Frame(main);
      for (const { ref } of inputs) frame.set(ref.node, []);
      const results = outputs.map(({ ref }) => ref);
      const nodes = [...comparableNodes(main, results, frame)].filter(
        ([name]) => wanted?.has(name) ?? true,
      );
      if (nodes.length === 0) return {};
      const names = nodes.map(([, ref]) => nameOf(ref));
      const list = await execute(model, feedsOf(tensors), names);
      const values: Record<string, Tensor> = {};
      for (const [i, [name]] of nodes.entries()) {
        const tensor = at(list, i);
        if (tensor.dtype === 'complex64') tensor.dispose();
        else values[name] = tensor;
      }
      return values;
    },
  };
}

const nameOf = ({ node, output }: Ref) => outputName(node, output);

/**
 * The nodes with a single result, which is a tensor, by the scopes of what they record, and the results of
 * loops and branches by theirs.
 */
function comparableNodes(
  graph: TfGraph,
  results: readonly Ref[],
  frame: Frame,
): ReadonlyMap<string, Ref> {
  const used = new Map<string, Set<number>>();
  for (const { node, output } of [
    ...[...graph.nodes.values()].flatMap(({ inputs }) => inputs),
    ...results,
  ]) {
    used.set(node, (used.get(node) ?? new Set()).add(output));
  }
  const comparable = new Map<string, Ref>();
  for (const { name, op } of evaluationOrder(results, frame)) {
    const own = [...(used.get(name) ?? [])];
    if (isControlFlow(op)) {
      for (const output of own) comparable.set(outputName(name, output), { node: name, output });
    } else if (own.every((output) => output === 0) && op !== 'Const' && !isList(op)) {
      comparable.set(name, { node: name, output: 0 });
    }
  }
  return comparable;
}

/** Whether an operator returns a list, for which tfjs has a number in place of its items. */
const isList = (op: string) =>
  /^(Empty)?Tensor(List|Array)/.test(op) && !/(Stack|Item|Gather|Read|Concat)(V\d)?$/.test(op);

/**
 * The results, which the caller disposes of. A loop without iterations returns a weight or an input itself:
 * those are copied.
 */
async function execute(
  model: GraphModelLike,
  feeds: Record<string, Tensor>,
  names: string[],
): Promise<Tensor[]> {
  const kept = new Set([...Object.values(model.weights).flat(), ...Object.values(feeds)]);
  const results = [await executeEither(model, feeds, names)].flat();
  return results.map((tensor) => (kept.has(tensor) ? tensor.clone() : tensor));
}

/** executeAsync warns about models without control flow, execute refuses those with it. */
async function executeEither(
  model: GraphModelLike,
  feeds: Record<string, Tensor>,
  names: string[],
): Promise<Tensor | Tensor[]> {
  try {
    return model.execute(feeds, names);
  } catch (error) {
    const isDynamic = error instanceof Error && error.message.includes('executeAsync()');
    if (!isDynamic) throw error;
    return holdingKept(() => model.executeAsync(feeds, names));
  }
}
