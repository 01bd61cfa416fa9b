/**
 * Recorded values → Graph: the nodes that the outputs need, in recorded order, with names that contain
 * the layer. Nodes that no output needs cannot be reached, so no dead code is collected.
 */
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import type { RecordedNode, Value } from './value.ts';

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Nodes that `outputs` need, each after the nodes that it uses. */
export function neededNodes(outputs: readonly Value[]): RecordedNode[] {
  const seen = new Set<RecordedNode>();
  const open = [...outputs];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.origin.kind !== 'node' || seen.has(value.origin.node)) continue;
    seen.add(value.origin.node);
    for (const input of value.origin.node.inputs) if (input) open.push(input);
  }
  return [...seen].toSorted((a, b) => a.order - b.order);
}

/** Unique names: a second `a` becomes `a_1`. */
class Names {
  readonly #counts = new Map<string, number>();

  take(wanted: string): string {
    let count = this.#counts.get(wanted);
    if (count === undefined) {
      this.#counts.set(wanted, 0);
      return wanted;
    }
    let name: string;
    do name = `${wanted}_${++count}`;
    while (this.#counts.has(name));
    this.#counts.set(wanted, count).set(name, 0);
    return name;
  }
}

/**
 * The graph that computes `outputs` from `inputs`, which keep their names. A node is named `layer/Op`,
 * a value after its node, a constant after its tfjs weight where it has one.
 *
 * @throws Error when an output needs an input that is not among `inputs`
 * @example
 * const builder = new GraphBuilder();
 * const x = builder.input('x', { dtype: 'float32', shape: [2, 3] });
 * const y = unary(builder, 'Tanh', x);
 * const graph = collectGraph('tanh', [{ name: 'x', value: x }], [{ name: 'y', value: y }]);
 */
export function collectGraph(
  name: string,
  inputs: readonly NamedValue[],
  outputs: readonly NamedValue[],
): Graph {
  const names = new Names();
  const nameOf = new Map<Value, string>();
  const initializers = new Map<string, Constant>();
  const nodes: Node[] = [];
  const values = new Map<string, ValueInfo>();

  for (const input of inputs) nameOf.set(input.value, names.take(input.name));
  // A node makes an output under the output's name; an Identity copies any other value to it.
  const copies: NamedValue[] = [];
  for (const output of outputs) {
    names.take(output.name);
    if (output.value.origin.kind !== 'node' || nameOf.has(output.value)) copies.push(output);
    else nameOf.set(output.value, output.name);
  }

  const inputName = (value: Value | null): string => {
    if (!value) return '';
    const known = nameOf.get(value);
    if (known !== undefined) return known;
    if (value.origin.kind !== 'constant') throw new Error(`${value.origin.kind} without a name`);
    const constantName = names.take(value.origin.name ?? `const_${initializers.size}`);
    initializers.set(constantName, value.origin.constant);
    nameOf.set(value, constantName);
    return constantName;
  };

  for (const node of neededNodes(outputs.map(({ value }) => value))) {
    const nodeName = names.take(node.scope ? `${node.scope}/${node.op}` : node.op);
    const nodeInputs = node.inputs.map(inputName);
    const nodeOutputs = node.outputs.map((value, index) => {
      let valueName = nameOf.get(value);
      if (valueName === undefined) {
        valueName = names.take(`${nodeName}_${index === 0 ? 'y' : `y${index}`}`);
        nameOf.set(value, valueName);
        values.set(valueName, { name: valueName, dtype: value.dtype, shape: value.shape });
      }
      return valueName;
    });
    const { op, domain, attributes } = node;
    nodes.push({
      name: nodeName,
      op,
      domain,
      inputs: nodeInputs,
      outputs: nodeOutputs,
      attributes,
    });
  }
  for (const { name: output, value } of copies) {
    nodes.push({
      name: names.take(`${output}/Identity`),
      op: 'Identity',
      domain: '',
      inputs: [inputName(value)],
      outputs: [output],
      attributes: {},
    });
  }
  const info = ({ name: valueName, value }: NamedValue): ValueInfo => ({
    name: valueName,
    dtype: value.dtype,
    shape: value.shape,
  });
  return {
    name,
    inputs: inputs.map(info),
    outputs: outputs.map(info),
    initializers,
    nodes,
    values,
  };
}
