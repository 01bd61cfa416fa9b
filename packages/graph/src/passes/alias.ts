/**
 * Removes nodes whose results exist already, for passes that find such nodes. A graph's outputs keep
 * their names: an Identity is left where the other value cannot take over the name.
 */
import type { Graph, Node } from '../graph/graph.ts';
import { freshNames, replaceUses, usedBy } from '../graph/walk.ts';

/**
 * Removes each node of `aliases` from the graph.
 *
 * @param aliases for each node, the values that equal its outputs, in order; they are made before the node
 */
export function removeAliases(graph: Graph, aliases: ReadonlyMap<Node, readonly string[]>): Graph {
  if (aliases.size === 0) return graph;
  const fresh = freshNames(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const makers = new Set(graph.nodes.flatMap((node) => (aliases.has(node) ? [] : node.outputs)));
  /** Values that take the name of a graph output, and values that are replaced. */
  const renames = new Map<string, string>();
  const replaced = new Map<string, string>();
  const resolve = (name: string): string => replaced.get(name) ?? name;
  let changed = false;
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const sources = aliases.get(node);
    if (sources === undefined) return [node];
    const kept = node.outputs.flatMap((output, index): readonly Node[] => {
      const source = resolve(sources[index] ?? '');
      if (output === '' || source === '') return [];
      if (!outputs.has(output)) {
        replaced.set(output, source);
        return [];
      }
      if (makers.has(source) && !outputs.has(source) && !renames.has(source)) {
        renames.set(source, output);
        return [];
      }
      return [identity(node, source, output, fresh)];
    });
    if (kept.length === 1 && sameIdentity(kept[0], node)) return [node];
    changed = true;
    return kept;
  });
  if (!changed) return graph;
  const final = new Map([...replaced].map(([from, to]) => [from, renames.get(to) ?? to]));
  for (const [from, to] of renames) final.set(from, to);
  const renamed = replaceUses(nodes, final).map((node) =>
    node.outputs.some((output) => renames.has(output))
      ? { ...node, outputs: node.outputs.map((output) => renames.get(output) ?? output) }
      : node,
  );
  return { ...graph, nodes: renamed };
}

function identity(
  node: Node,
  source: string,
  output: string,
  fresh: (base: string) => string,
): Node {
  const name = node.outputs.length === 1 ? node.name : fresh(`${node.name}/${output}`);
  return { name, op: 'Identity', domain: '', inputs: [source], outputs: [output], attributes: {} };
}

function sameIdentity(a: Node | undefined, b: Node): boolean {
  return b.op === 'Identity' && a !== undefined && usedBy(b).has(a.inputs[0] ?? '');
}
