/**
 * Queries over a graph that passes and printers share: which node makes a value, which nodes use it,
 * what its type is. Nothing here changes what a graph computes; passes do that.
 */
import type { Attribute, Constant, Graph, Node, ValueInfo } from './graph.ts';

/** Subgraphs inside subgraphs: real models have two or three. Recursion ends before the stack does. */
export const maxDepth = 16;

/** A query of a graph, whose answer is kept: graphs do not change, and several passes ask the same. */
function remembered<T>(query: (graph: Graph) => T): (graph: Graph) => T {
  const answers = new WeakMap<Graph, { readonly answer: T }>();
  return (graph) => {
    const known = answers.get(graph) ?? { answer: query(graph) };
    answers.set(graph, known);
    return known.answer;
  };
}

/** The node that makes each value. Graph inputs and initializers have none. */
export const producers = remembered(findProducers);

/** The nodes that use each value, in the graph's order. A node that uses a value twice is listed once. */
export const consumers = remembered(findConsumers);

/** Tells of a value whether one node alone reads it, and it is no output of the graph. */
export function onlyUses(graph: Graph): (name?: string) => boolean {
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  return (name = '') => users.get(name)?.length === 1 && !isOutput.has(name);
}

function findProducers(graph: Graph): ReadonlyMap<string, Node> {
  const made = new Map<string, Node>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output !== '') made.set(output, node);
  }
  return made;
}

function findConsumers(graph: Graph): ReadonlyMap<string, readonly Node[]> {
  const users = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of bodiesOf(node).length > 0 ? usedBy(node) : node.inputs) {
      if (name === '') continue;
      const known = users.get(name);
      if (known === undefined) users.set(name, [node]);
      else if (known.at(-1) !== node) known.push(node);
    }
  }
  return users;
}

/** Values that a node reads: its inputs, and values of the surrounding graph that its subgraphs read. */
export function usedBy(node: Node): Set<string> {
  const used = new Set(node.inputs);
  for (const body of bodiesOf(node)) for (const name of capturedBy(body)) used.add(name);
  used.delete('');
  return used;
}

/**
 * The nodes in an order in which values are made before they are used, close to the given one.
 *
 * @throws Error for nodes that need each other
 */
export function inOrder(nodes: readonly Node[]): Node[] {
  const makers = new Map(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  const ordered = new Set<Node>();
  const waiting = new Set<Node>();
  for (const start of nodes) {
    const open = ordered.has(start) ? [] : [start];
    for (let node = open.at(-1); node; node = open.at(-1)) {
      const missing = [...usedBy(node)]
        .map((name) => makers.get(name))
        .find((maker) => maker && maker !== node && !ordered.has(maker));
      if (missing) {
        if (waiting.has(missing)) throw new Error(`${missing.name} needs itself`);
        waiting.add(node);
        open.push(missing);
        continue;
      }
      ordered.add(node);
      open.pop();
    }
  }
  return [...ordered];
}

/** The subgraphs of a control-flow node (If, Loop, Scan). */
export function bodiesOf({ attributes }: Node): readonly Graph[] {
  let bodies: Graph[] | undefined;
  // A loop, since each pass asks each node, and few have any.
  for (const name in attributes) {
    const attribute = attributes[name];
    if (attribute?.type === 'graph') (bodies ??= []).push(attribute.value);
  }
  return bodies ?? none;
}

const none: readonly Graph[] = [];

/** The node with `map` applied to its subgraphs; itself where that changes none. */
export function withBodies(node: Node, map: (body: Graph) => Graph): Node {
  if (bodiesOf(node).length === 0) return node;
  let isChanged = false;
  const mapped = (attribute: Attribute): Attribute => {
    if (attribute.type !== 'graph') return attribute;
    const value = map(attribute.value);
    if (value === attribute.value) return attribute;
    isChanged = true;
    return { ...attribute, value };
  };
  const attributes = Object.fromEntries(
    Object.entries(node.attributes).map(([name, attribute]) => [name, mapped(attribute)]),
  );
  return isChanged ? { ...node, attributes } : node;
}

/** Values of the surrounding graph that a subgraph reads. */
export function capturedBy(body: Graph): Set<string> {
  const own = new Set([...body.inputs.map(({ name }) => name), ...body.initializers.keys()]);
  const captured = new Set<string>();
  const read = (name: string): void => {
    if (!own.has(name)) captured.add(name);
  };
  for (const node of body.nodes) {
    usedBy(node).forEach(read);
    for (const output of node.outputs) own.add(output);
  }
  for (const { name } of body.outputs) read(name);
  return captured;
}

/** The domains of all nodes, those of subgraphs too. */
export function domainsOf({ nodes }: Graph): ReadonlySet<string> {
  return new Set(
    nodes.flatMap((node) => [
      node.domain,
      ...bodiesOf(node).flatMap((body) => [...domainsOf(body)]),
    ]),
  );
}

/** Every tensor that the graph holds: initializers and tensor attributes, including those of subgraphs. */
export function constantsOf(graph: Graph): Constant[] {
  const inNodes = graph.nodes.flatMap((node) =>
    Object.values(node.attributes).flatMap((attribute) => {
      if (attribute.type === 'tensor') return [attribute.value];
      return attribute.type === 'graph' ? constantsOf(attribute.value) : [];
    }),
  );
  return [...graph.initializers.values(), ...inNodes];
}

/** Looks up the type and shape of any value of the graph; undefined where it is not known. */
export const typeLookup = remembered(findTypes);

function findTypes(graph: Graph): (name: string) => ValueInfo | undefined {
  const { inputs, outputs, values, initializers } = graph;
  // Values and initializers are not copied, since each pass that changes a graph asks anew.
  const ends = new Map([...inputs, ...outputs].map((info) => [info.name, info]));
  return (name) => {
    const constant = initializers.get(name);
    if (!constant) return ends.get(name) ?? values.get(name);
    return { name, dtype: constant.dtype, shape: constant.shape };
  };
}

/** The nodes with every `renames` applied to what they read (also inside subgraphs). */
export function replaceUses(
  nodes: readonly Node[],
  renames: ReadonlyMap<string, string>,
): readonly Node[] {
  if (renames.size === 0) return nodes;
  return nodes.map((node) => {
    const reads = bodiesOf(node).length > 0 ? [...usedBy(node)] : node.inputs;
    if (!reads.some((name) => renames.has(name))) return node;
    const inputs = node.inputs.map((name) => renames.get(name) ?? name);
    return { ...withBodies(node, (body) => withCaptures(body, renames)), inputs };
  });
}

function withCaptures(body: Graph, renames: ReadonlyMap<string, string>): Graph {
  const captured = capturedBy(body);
  const visible = new Map([...renames].filter(([from]) => captured.has(from)));
  const outputs = body.outputs.map((info) => ({
    ...info,
    name: visible.get(info.name) ?? info.name,
  }));
  return { ...body, nodes: replaceUses(body.nodes, visible), outputs };
}

/** A source of names that the graph does not use yet: `base`, else `base.1`, `base.2` … */
export function freshNames(graph: Graph): (base: string) => string {
  // Most passes need no name, so the names in use are collected only when the first one is asked for.
  const given = new Set<string>();
  const freeName = freeNames((name) => given.has(name) || namesIn(graph).has(name));
  return (base) => {
    const name = freeName(base);
    given.add(name);
    return name;
  };
}

/** The names of all nodes and values. */
const namesIn = remembered((graph): ReadonlySet<string> => addNames(graph, new Set()));

/**
 * A search for names that are not taken: `base`, else `base.1`, `base.2` … It goes on where it ended for
 * the same base, so that many names take linear time. Names that become taken stay taken.
 */
export function freeNames(isTaken: (name: string) => boolean): (base: string) => string {
  const counts = new Map<string, number>();
  return (base) => {
    let count = counts.get(base) ?? 0;
    let name = count === 0 ? base : `${base}.${count}`;
    while (isTaken(name)) name = `${base}.${++count}`;
    counts.set(base, count);
    return name;
  };
}

function addNames(graph: Graph, names: Set<string>): Set<string> {
  for (const node of graph.nodes) {
    names.add(node.name);
    for (const name of node.inputs) names.add(name);
    for (const name of node.outputs) names.add(name);
    for (const body of bodiesOf(node)) addNames(body, names);
  }
  for (const { name } of [...graph.inputs, ...graph.outputs]) names.add(name);
  for (const name of graph.initializers.keys()) names.add(name);
  for (const name of graph.values.keys()) names.add(name);
  return names;
}
