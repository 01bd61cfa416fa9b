/**
 * Computes long elementwise arithmetic on large tensors, such as an optimizer's update, block after block.
 * Each operator reads and writes whole tensors, which is bound by memory; a block stays in the processor's
 * cache through all operators. ONNX's Scan is the loop: it takes its slices without copies.
 */
import { int } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { sameShape, sizeOf } from '../graph/shape.ts';
import { consumers, freshNames, inOrder, producers } from '../graph/walk.ts';
import { type ElementwiseGroup, elementwiseGroups } from './elementwise-groups.ts';
import { type Facts, factsOf } from './facts.ts';

/** A block of each value of the longest arithmetic fits into a cache of 1 MiB. */
const maxBlock = 2 ** 15;
/** Below, starting an iteration costs more than it saves. */
const minBlock = 2 ** 12;
/** Where blocks pay; `npm run bench -- blocks` measures it. */
export interface BlockLimits {
  /** Smaller tensors stay in a cache anyway. */
  readonly minElements: number;
  /** How many fewer tensors must be read or written. */
  readonly minSaved: number;
}

const usual: BlockLimits = { minElements: 2 ** 18, minSaved: 6 };

/**
 * Computes elementwise arithmetic in blocks where that reads and writes much less memory. Results are the
 * same to the last bit. For CPUs: on a GPU a loop costs more than it saves.
 *
 * @example
 * // a = Mul(m, beta); m2 = Add(a, g); b = Sqrt(v); … w2 = Sub(w, d)  →  m2, w2 = Scan(w, m, v, g)
 * const faster = blockElementwise(graph);
 */
export function blockElementwise(graph: Graph, limits: BlockLimits = usual): Graph {
  const { minElements, minSaved } = limits;
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  for (const group of elementwiseGroups(graph, minElements)) {
    const ends = endsOf(group, graph, facts);
    const blocks = blocksOf(group.shape);
    const isDead = ends.outputs.length === 0;
    if (isDead || blocks === undefined || savedBy(group, ends, blocks, facts) < minSaved) continue;
    const writer = new ScanWriter({ facts, fresh, initializers, values }, group, blocks);
    for (const node of group.nodes) replaced.set(node, []);
    replaced.set(group.nodes.at(-1) as Node, writer.write(ends));
  }
  if (replaced.size === 0) return graph;
  const nodes = inOrder(graph.nodes.flatMap((node) => replaced.get(node) ?? [node]));
  return { ...graph, nodes, initializers, values };
}

/** Names of the values that a group reads and that others need of it. */
interface Ends {
  /** Of the group's shape. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

function endsOf({ nodes, shape }: ElementwiseGroup, graph: Graph, facts: Facts): Ends {
  const own = new Set(nodes);
  const made = producers(graph);
  const users = consumers(graph);
  const results = new Set(graph.outputs.map(({ name }) => name));
  const isInside = (name: string) => own.has(made.get(name) as Node);
  const isLarge = (name: string) => sameShape(facts.shape(name) ?? [], shape);
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const isNeeded = (name: string) =>
    results.has(name) || users.get(name)?.some((user) => !own.has(user)) === true;
  return {
    inputs: [...read].filter((name) => isLarge(name) && !isInside(name)),
    outputs: nodes.flatMap(({ outputs }) => outputs).filter(isNeeded),
  };
}

/** How often a tensor is split, and whether blocks are its rows: then it needs no other shape. */
interface Blocks {
  readonly count: number;
  readonly size: number;
  readonly areRows: boolean;
}

function blocksOf(shape: readonly number[]): Blocks | undefined {
  const elements = sizeOf(shape);
  const [rows = 1] = shape;
  const row = elements / rows;
  if (shape.length === 2 && row >= minBlock && row <= maxBlock) {
    return { count: rows, size: row, areRows: true };
  }
  for (let size = maxBlock; size >= minBlock; size--) {
    if (elements % size === 0) return { count: elements / size, size, areRows: false };
  }
  return undefined;
}

/** How many fewer tensors are read or written. A result in another shape is copied. */
function savedBy(group: ElementwiseGroup, ends: Ends, { areRows }: Blocks, facts: Facts): number {
  const isLarge = (name: string) => sameShape(facts.shape(name) ?? [], group.shape);
  const before = group.nodes.reduce(
    (sum, { inputs }) => sum + inputs.filter(isLarge).length + 1,
    0,
  );
  return before - ends.inputs.length - ends.outputs.length * (areRows ? 1 : 3);
}

interface Surroundings {
  readonly facts: Facts;
  readonly fresh: (base: string) => string;
  readonly initializers: Map<string, Constant>;
  readonly values: Map<string, ValueInfo>;
}

/** Writes a group as one Scan, with its values in blocks before and after. */
class ScanWriter {
  readonly #around: Surroundings;
  readonly #group: ElementwiseGroup;
  readonly #blocks: Blocks;
  readonly #scope: string;
  /** Names in the body of values that are blocks there. */
  readonly #inBody = new Map<string, string>();

  constructor(around: Surroundings, group: ElementwiseGroup, blocks: Blocks) {
    this.#around = around;
    this.#group = group;
    this.#blocks = blocks;
    this.#scope = group.nodes[0]?.name.replace(/[^/]*$/, '') ?? '';
  }

  write({ inputs, outputs }: Ends): Node[] {
    const before = inputs.map((name) => this.#split(name));
    const body = this.#body(inputs, outputs);
    const after = outputs.map((name) => this.#join(name));
    const scan: Node = {
      name: this.#around.fresh(`${this.#scope}Scan`),
      op: 'Scan',
      domain: '',
      inputs: before.map(({ name }) => name),
      outputs: after.map(({ name }) => name),
      attributes: { body: { type: 'graph', value: body }, num_scan_inputs: int(inputs.length) },
    };
    return [...before.flatMap(({ nodes }) => nodes), scan, ...after.flatMap(({ nodes }) => nodes)];
  }

  #body(inputs: readonly string[], outputs: readonly string[]): Graph {
    const { facts, fresh } = this.#around;
    const values = new Map<string, ValueInfo>();
    const block = (name: string): ValueInfo => {
      const known = this.#inBody.get(name) ?? fresh(`${name}/block`);
      this.#inBody.set(name, known);
      const dtype = facts.type(name)?.dtype ?? 'float32';
      return { name: known, dtype, shape: [this.#blocks.size] };
    };
    const ends = inputs.map(block);
    const nodes = this.#group.nodes.map((node) => {
      const made = node.outputs.map(block);
      for (const info of made) values.set(info.name, info);
      const read = node.inputs.map((name) => this.#inBody.get(name) ?? name);
      return { ...node, inputs: read, outputs: made.map(({ name }) => name) };
    });
    const results = outputs.map(block);
    for (const { name } of results) values.delete(name);
    const name = fresh(`${this.#scope}block`);
    return { name, inputs: ends, outputs: results, initializers: new Map(), nodes, values };
  }

  /** A value as blocks. */
  #split(value: string): { name: string; nodes: Node[] } {
    if (this.#blocks.areRows) return { name: value, nodes: [] };
    const name = this.#blocked(value);
    const shape = [this.#blocks.count, this.#blocks.size];
    return { name, nodes: [this.#reshape(value, name, shape)] };
  }

  /** What the Scan makes for a value, and what gives it the value's shape again. */
  #join(value: string): { name: string; nodes: Node[] } {
    if (this.#blocks.areRows) return { name: value, nodes: [] };
    const name = this.#blocked(value);
    return { name, nodes: [this.#reshape(name, value, this.#group.shape)] };
  }

  #blocked(value: string): string {
    const { facts, fresh, values } = this.#around;
    const name = fresh(`${value}/blocks`);
    const dtype = facts.type(value)?.dtype ?? 'float32';
    values.set(name, { name, dtype, shape: [this.#blocks.count, this.#blocks.size] });
    return name;
  }

  #reshape(from: string, to: string, shape: readonly number[]): Node {
    const { fresh, initializers } = this.#around;
    const target = fresh(`${to}/shape`);
    initializers.set(target, int64Vector(shape));
    const name = fresh(`${this.#scope}Reshape`);
    return {
      name,
      op: 'Reshape',
      domain: '',
      inputs: [from, target],
      outputs: [to],
      attributes: {},
    };
  }
}
