/** Puts forms in the place of layers. */
import type { Dim, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, typeLookup } from '../graph/walk.ts';
import { foldConstants } from '../passes/constant-folding.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { runPasses } from '../passes/pass.ts';
import { eliminateTransposes } from '../passes/transpose-elimination.ts';

/**
 * The graph with nodes replaced by graphs from `x` to `y`. Transposes between them cancel.
 *
 * @param forms by the node that each replaces
 */
export function replaceLayers(graph: Graph, forms: ReadonlyMap<Node, Graph>): Graph {
  if (forms.size === 0) return graph;
  const fresh = freshNames(graph);
  const type = typeLookup(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const nodes = graph.nodes.flatMap((node) => {
    const form = forms.get(node);
    if (!form) return [node];
    const names = new Map([
      ['', ''],
      ['x', node.inputs[0] ?? ''],
      ['y', node.outputs[0] ?? ''],
    ]);
    const named = (name: string): string => {
      const known = names.get(name) ?? fresh(`${node.name}/${name}`);
      names.set(name, known);
      return known;
    };
    const batch = type(named('x'))?.shape[0];
    for (const [name, constant] of form.initializers) initializers.set(named(name), constant);
    for (const [name, info] of form.values) {
      if (!names.has(name)) values.set(named(name), renamed(info, named(name)));
    }
    for (const [end, info] of [...form.inputs, ...form.outputs].entries()) {
      const name = named(end === 0 ? 'x' : 'y');
      if (!type(name)) values.set(name, withBatch(renamed(info, name), batch));
    }
    return form.nodes.map((inner) => ({
      ...inner,
      name: fresh(`${node.name}/${inner.name}`),
      inputs: inner.inputs.map(named),
      outputs: inner.outputs.map(named),
    }));
  });
  const replaced = { ...graph, nodes, initializers, values };
  return runPasses(replaced, [foldConstants, eliminateTransposes, eliminateDeadCode]);
}

/** Names of open sizes begin with the name of their value. */
function renamed(info: ValueInfo, name: string): ValueInfo {
  const shape = info.shape.map((size, axis): Dim => {
    return typeof size === 'number' ? size : `${name}/${axis}`;
  });
  return { ...info, name, shape };
}

function withBatch(info: ValueInfo, batch: Dim | undefined): ValueInfo {
  const [first = 1, ...rest] = info.shape;
  return { ...info, shape: [typeof first === 'string' ? (batch ?? first) : first, ...rest] };
}
