/**
 * Recorded values → Graph: the nodes that the outputs need, in recorded order, with names that contain
 * the layer. Nodes that no output needs cannot be reached, so no dead code is collected.
 */
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import type { NamedValue, RecordedNode, Region, Value } from './value.ts';

export type { NamedValue } from './value.ts';

/** Nodes that `outputs` need, those of subgraphs too, each after the nodes that it uses. */
export function neededNodes(outputs: readonly Value[]): RecordedNode[] {
  const seen = new Set<RecordedNode>();
  const open = [...outputs];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.origin.kind !== 'node' || seen.has(value.origin.node)) continue;
    const { node } = value.origin;
    seen.add(node);
    for (const input of node.inputs) if (input) open.push(input);
    for (const body of Object.values(node.bodies)) {
      for (const output of body.outputs) open.push(output.value);
    }
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
  return collectNamed(name, inputs, outputs).graph;
}

/** As collectGraph, with the names that values have in the graph and in its subgraphs. */
export function collectNamed(
  name: string,
  inputs: readonly NamedValue[],
  outputs: readonly NamedValue[],
): { readonly graph: Graph; readonly nameOf: ReadonlyMap<Value, string> } {
  const collector = new Collector(neededNodes(outputs.map(({ value }) => value)));
  const graph = collector.main(name, inputs, outputs);
  return { graph, nameOf: collector.nameOf };
}

/** Names are unique in the graph and its subgraphs, which see each other's values. */
class Collector {
  readonly nameOf = new Map<Value, string>();
  readonly #names = new Names();
  /** Of the graph itself; subgraphs read them by name. */
  readonly #initializers = new Map<string, Constant>();
  readonly #nodesOf = new Map<Region | undefined, RecordedNode[]>();

  constructor(needed: readonly RecordedNode[]) {
    for (const node of needed) {
      const nodes = this.#nodesOf.get(node.region);
      if (nodes) nodes.push(node);
      else this.#nodesOf.set(node.region, [node]);
    }
  }

  main(name: string, inputs: readonly NamedValue[], outputs: readonly NamedValue[]): Graph {
    for (const input of inputs) this.nameOf.set(input.value, this.#names.take(input.name));
    for (const output of outputs) this.#names.take(output.name);
    return this.#collect(name, undefined, inputs, outputs);
  }

  #body(name: string, region: Region): Graph {
    const inputs = region.inputs.map((input) => {
      const own = this.#names.take(`${name}/${input.name}`);
      this.nameOf.set(input.value, own);
      return { name: own, value: input.value };
    });
    const outputs = region.outputs.map(({ name: result, value }) => ({
      name: this.#names.take(`${name}/${result}`),
      value,
    }));
    return this.#collect(name, region, inputs, outputs);
  }

  /** @param inputs and `outputs` have their names already */
  #collect(
    name: string,
    region: Region | undefined,
    inputs: readonly NamedValue[],
    outputs: readonly NamedValue[],
  ): Graph {
    const nodes: Node[] = [];
    const values = new Map<string, ValueInfo>();
    // A node makes an output under the output's name; an Identity copies any other value to it.
    const copies: NamedValue[] = [];
    for (const output of outputs) {
      const { origin } = output.value;
      const isOwn = origin.kind === 'node' && origin.node.region === region;
      if (!isOwn || this.nameOf.has(output.value)) copies.push(output);
      else this.nameOf.set(output.value, output.name);
    }
    for (const node of this.#nodesOf.get(region) ?? []) nodes.push(this.#node(node, values));
    for (const { name: output, value } of copies) {
      nodes.push({
        name: this.#names.take(`${output}/Identity`),
        op: 'Identity',
        domain: '',
        inputs: [this.#inputName(value)],
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
      initializers: region ? new Map() : this.#initializers,
      nodes,
      values,
    };
  }

  /** @param values gets the types of what the node computes */
  #node(node: RecordedNode, values: Map<string, ValueInfo>): Node {
    const name = this.#names.take(node.scope ? `${node.scope}/${node.op}` : node.op);
    const inputs = node.inputs.map((value) => this.#inputName(value));
    const bodies = Object.entries(node.bodies).map(
      ([attribute, region]) =>
        [attribute, { type: 'graph', value: this.#body(`${name}/${attribute}`, region) }] as const,
    );
    const outputs = node.outputs.map((value, index) => {
      let valueName = this.nameOf.get(value);
      if (valueName === undefined) {
        const scope = node.outputScopes[index];
        const wanted =
          scope === undefined
            ? `${name}_${index === 0 ? 'y' : `y${index}`}`
            : `${scope}/${node.op}_y`;
        valueName = this.#names.take(wanted);
        this.nameOf.set(value, valueName);
        values.set(valueName, { name: valueName, dtype: value.dtype, shape: value.shape });
      }
      return valueName;
    });
    const { op, domain } = node;
    const attributes = { ...node.attributes, ...Object.fromEntries(bodies) };
    return { name, op, domain, inputs, outputs, attributes };
  }

  #inputName(value: Value | null): string {
    if (!value) return '';
    const known = this.nameOf.get(value);
    if (known !== undefined) return known;
    if (value.origin.kind !== 'constant') throw new Error(`${value.origin.kind} without a name`);
    const name = this.#names.take(value.origin.name ?? `const_${this.#initializers.size}`);
    this.#initializers.set(name, value.origin.constant);
    this.nameOf.set(value, name);
    return name;
  }
}
