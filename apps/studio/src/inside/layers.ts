/**
 * Groups the nodes of a graph into layers: nodes of one scope are a layer, and a node without scope joins
 * the one before it where it only changes its result, as activations do.
 */
import type { Graph, Node } from '@ganport/graph';
import { usedBy } from '@ganport/graph/internal';
import type { Layer } from './protocol.ts';

export interface LayerNodes extends Layer {
  readonly nodes: readonly Node[];
}

/** Operators that follow a layer: they neither have weights of their own nor mix several results. */
const followers: ReadonlySet<string> = new Set([
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Selu', 'Tanh', 'Sigmoid', 'Softplus', 'Softmax'],
  ...['HardSigmoid', 'HardSwish', 'Gelu', 'Clip', 'Erf', 'BatchNormalization'],
  ...['InstanceNormalization', 'LayerNormalization', 'GroupNormalization', 'Reshape', 'Transpose'],
  ...['Flatten', 'Squeeze', 'Unsqueeze', 'Cast', 'Identity', 'Dropout', 'Add', 'Sub', 'Mul', 'Div'],
]);

interface Group {
  readonly name: string;
  readonly nodes: Node[];
  readonly takes: Set<Group>;
}

/** The layers of a graph, in an order in which every one comes after those that it takes from. */
export function layersOf(graph: Graph): LayerNodes[] {
  const makers = new Map<string, Group>();
  const users = usersOf(graph);
  const groups: Group[] = [];
  const byScope = new Map<string, Group>();
  for (const node of graph.nodes) {
    const takes = new Set([...usedBy(node)].flatMap((name) => makers.get(name) ?? []));
    const scope = node.name.split('/').slice(0, -1).join('/');
    const group =
      (scope !== '' && scope !== graph.name
        ? joinable(byScope.get(scope), takes)
        : followed(node, takes, users)) ?? create(scope, node);
    group.nodes.push(node);
    for (const each of takes) if (each !== group) group.takes.add(each);
    for (const name of node.outputs) if (name !== '') makers.set(name, group);
  }
  const ordered = inOrder(groups);
  const ids = new Map(ordered.map((group, id) => [group, id]));
  return ordered.map((group, id) => describe(group, id, { graph, ids, users }));

  function create(scope: string, node: Node): Group {
    const group: Group = { name: scope || node.name || node.op, nodes: [], takes: new Set() };
    groups.push(group);
    if (scope !== '') byScope.set(scope, group);
    return group;
  }
}

/** A group that a node may join: none that waits for itself. */
function joinable(group: Group | undefined, takes: ReadonlySet<Group>): Group | undefined {
  if (!group) return undefined;
  const waits = [...takes].some((each) => each !== group && reaches(each, group));
  return waits ? undefined : group;
}

function followed(
  { op }: Node,
  takes: ReadonlySet<Group>,
  users: ReadonlyMap<string, number>,
): Group | undefined {
  const [before, ...others] = takes;
  if (!before || others.length > 0 || !followers.has(op)) return undefined;
  const results = before.nodes.at(-1)?.outputs ?? [];
  const isOnly = results.every((name) => (users.get(name) ?? 0) <= 1);
  return isOnly ? before : undefined;
}

/** Whether a group takes from another, over any number of others. */
function reaches(from: Group, to: Group): boolean {
  const seen = new Set<Group>();
  const open = [from];
  for (let group = open.pop(); group; group = open.pop()) {
    if (group === to) return true;
    if (seen.has(group)) continue;
    seen.add(group);
    open.push(...group.takes);
  }
  return false;
}

function inOrder(groups: readonly Group[]): Group[] {
  const ordered = new Set<Group>();
  const visit = (start: Group): void => {
    const open = [start];
    for (let group = open.at(-1); group; group = open.at(-1)) {
      const missing = [...group.takes].find((each) => !ordered.has(each));
      if (missing) open.push(missing);
      else {
        ordered.add(group);
        open.pop();
      }
    }
  };
  for (const group of groups) if (!ordered.has(group)) visit(group);
  return [...ordered];
}

/** How often each value is used; outputs of the graph once more. */
function usersOf(graph: Graph): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  const names = [...graph.nodes.flatMap((node) => [...usedBy(node)])];
  for (const name of [...names, ...graph.outputs.map((output) => output.name)]) {
    users.set(name, (users.get(name) ?? 0) + 1);
  }
  return users;
}

interface Surroundings {
  readonly graph: Graph;
  readonly ids: ReadonlyMap<Group, number>;
  readonly users: ReadonlyMap<string, number>;
}

function describe({ name, nodes, takes }: Group, id: number, all: Surroundings): LayerNodes {
  const { graph, ids, users } = all;
  const used = new Map<string, number>();
  for (const value of nodes.flatMap((node) => [...usedBy(node)])) {
    used.set(value, (used.get(value) ?? 0) + 1);
  }
  const outputs = new Set(graph.outputs.map((output) => output.name));
  const made = nodes.flatMap((node) => node.outputs.filter((value) => value !== ''));
  const crossing = made.filter(
    (value) => outputs.has(value) || (users.get(value) ?? 0) > (used.get(value) ?? 0),
  );
  const weights = [...used.keys()].flatMap((value) => {
    const constant = graph.initializers.get(value);
    // Whole numbers are shapes and axes.
    return constant && constant.dtype !== 'int64' ? [{ name: value, constant }] : [];
  });
  const sum = (of: (constant: (typeof weights)[number]['constant']) => number) =>
    weights.reduce((total, { constant }) => total + of(constant), 0);
  return {
    id,
    name,
    nodes,
    operators: nodes.map(({ op }) => op),
    takes: [...takes].flatMap((group) => ids.get(group) ?? []),
    ends: graph.inputs.filter((input) => used.has(input.name)).map((input) => input.name),
    parameters: sum(({ data }) => data.length),
    bytes: sum(({ data }) => data.byteLength),
    weights: weights.map(({ name: weight, constant }) => ({
      name: weight,
      shape: constant.shape.join(' × '),
    })),
    results: crossing.length > 0 ? crossing : made.slice(-1),
  };
}
