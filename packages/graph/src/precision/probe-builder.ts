/** Adds nodes to a graph that compute statistics of its values, which become its outputs. */
import { int } from '../graph/attributes.ts';
import { dataTypes } from '../graph/data-type.ts';
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, producers } from '../graph/walk.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { elementTypesOf } from './element-types.ts';

/** The outputs of one run of a probe. */
export type ProbeOutputs = Readonly<Record<string, { readonly data: ArrayLike<number | bigint> }>>;

export interface ProbeBuilder {
  /** A name that nothing has yet. */
  fresh(name: string): string;
  /** A constant; the same key is the same constant. */
  constant(key: string, tensor: Constant): string;
  /** A node. Returns the name of its first output. @param others names of further outputs */
  add(
    op: string,
    inputs: readonly string[],
    attributes?: Node['attributes'],
    output?: string,
    others?: readonly string[],
  ): string;
  /**
   * Every floating-point value of the graph by its name, inputs too, and the same in float32; apart from the
   * values of subgraphs.
   */
  floats(): Iterable<{ readonly name: string; readonly value: string }>;
  /** The graph with the same inputs and these outputs. */
  finish(outputs: readonly ValueInfo[]): Graph;
}

/** @param scope of the names of what is added */
export function probeBuilder(graph: Graph, scope: string): ProbeBuilder {
  const types = elementTypesOf(graph);
  const freshName = freshNames(graph);
  const fresh = (name: string) => freshName(`${scope}/${name}`);
  const initializers = new Map(graph.initializers);
  const nodes: Node[] = [...graph.nodes];
  const constants = new Map<string, string>();
  const add: ProbeBuilder['add'] = (
    op,
    inputs,
    attributes = {},
    output = fresh('value'),
    others = [],
  ) => {
    const outputs = [output, ...others];
    nodes.push({ name: fresh(op), op, domain: '', inputs, outputs, attributes });
    return output;
  };
  return {
    fresh,
    add,
    constant(key, tensor) {
      const name = constants.get(key) ?? fresh(key);
      constants.set(key, name);
      initializers.set(name, tensor);
      return name;
    },
    *floats() {
      for (const name of [...graph.inputs.map((input) => input.name), ...producers(graph).keys()]) {
        const type = types(name);
        if (type === 'float32') yield { name, value: name };
        if (type === 'float16') {
          yield { name, value: add('Cast', [name], { to: int(dataTypes.float32.onnx) }) };
        }
      }
    },
    finish: (outputs) => eliminateDeadCode({ ...graph, initializers, nodes, outputs }),
  };
}
