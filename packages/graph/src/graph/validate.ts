/** The rules of a well-formed graph, which hold for graphs of traces, parsers, files and passes. */
import { GraphError } from '../errors.ts';
import type { Graph, Node } from './graph.ts';
import { bodiesOf, usedBy } from './walk.ts';

/**
 * Checks that each value is made once and before it is used, names of nodes
 * are unique, outputs exist, and subgraphs obey the same rules.
 * @param around whether the surrounding graph has made a value
 * @throws GraphError 'bad-model' that names the node or value.
 */
export function validate(graph: Graph, around: (name: string) => boolean = () => false): void {
  const made = new Set<string>();
  const isKnown = (name: string): boolean => made.has(name) || around(name);
  const make = (name: string, where: string): void => {
    if (isKnown(name)) {
      throw new GraphError('bad-model', `graph ${graph.name}: ${where} makes ${name} again`);
    }
    made.add(name);
  };
  for (const { name } of graph.inputs) make(name, 'an input');
  for (const name of graph.initializers.keys()) make(name, 'an initializer');
  const nodeNames = new Set<string>();
  for (const node of graph.nodes) {
    if (nodeNames.has(node.name)) throw malformed(graph, node, 'has the name of another node');
    nodeNames.add(node.name);
    for (const name of usedBy(node)) {
      if (!isKnown(name)) {
        throw malformed(graph, node, `uses ${name}, which is not made before it`);
      }
    }
    for (const body of bodiesOf(node)) validate(body, isKnown);
    for (const name of node.outputs) if (name !== '') make(name, `node ${node.name}`);
  }
  for (const { name } of graph.outputs) {
    if (!isKnown(name)) {
      throw new GraphError('bad-model', `graph ${graph.name}: nothing makes its output ${name}`);
    }
  }
}

function malformed(graph: Graph, node: Node, what: string): GraphError {
  return new GraphError('bad-model', `graph ${graph.name}: node ${node.name} ${what}`);
}
