/**
 * Passes inside of subgraphs: the bodies of Loop and Scan, and the branches of If. A body is closed while
 * they run: values of the graph around it that it reads become inputs, constants of that graph its own. New
 * constants go to the graph around it, so that they exist once, however often the body runs.
 */
import type { Constant, Graph } from '../graph/graph.ts';
import { bodiesOf, capturedBy, freshNames, typeLookup, withBodies } from '../graph/walk.ts';
import { type Pass, runPasses } from './pass.ts';

/**
 * A pass that runs these passes in all subgraphs, at every depth.
 *
 * @example
 * const smaller = runPasses(graph, [foldConstants, inSubgraphs([foldConstants])]);
 */
export function inSubgraphs(passes: readonly Pass[]): Pass {
  const all: readonly Pass[] = [...passes, inBodies];
  function inBodies(graph: Graph): Graph {
    if (!graph.nodes.some((node) => bodiesOf(node).length > 0)) return graph;
    const outside = new Surroundings(graph);
    const nodes = graph.nodes.map((node) => withBodies(node, (body) => inBody(body, outside)));
    const isSame = nodes.every((node, i) => node === graph.nodes[i]);
    return isSame ? graph : { ...graph, nodes, initializers: outside.initializers };
  }
  function inBody(body: Graph, outside: Surroundings): Graph {
    const closed = outside.close(body);
    const after = runPasses(closed, all);
    return after === closed ? body : outside.open(after, body);
  }
  return inBodies;
}

/** The graph around subgraphs. */
class Surroundings {
  /** Of the graph, with those that its subgraphs get. */
  readonly initializers: Map<string, Constant>;
  readonly #graph: Graph;
  readonly #fresh: (base: string) => string;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.initializers = new Map(graph.initializers);
    this.#fresh = freshNames(graph);
  }

  /** A graph of its own that computes what a subgraph does. */
  close(body: Graph): Graph {
    const type = typeLookup(this.#graph);
    const captured = [...capturedBy(body)];
    const constants = captured.flatMap((name) => {
      const constant = this.#graph.initializers.get(name);
      return constant ? [[name, constant] as const] : [];
    });
    // A value without a type is no input; passes then know nothing about it.
    const inputs = captured.flatMap((name) =>
      this.#graph.initializers.has(name) ? [] : (type(name) ?? []),
    );
    return {
      ...body,
      inputs: [...body.inputs, ...inputs],
      initializers: new Map([...constants, ...body.initializers]),
    };
  }

  /** The subgraph again, after passes. What is new gets names that nothing around it has. */
  open(after: Graph, body: Graph): Graph {
    const before = namesMadeIn(body);
    const renames = new Map<string, string>();
    const own = new Map<string, Constant>();
    for (const [name, constant] of after.initializers) {
      if (body.initializers.get(name) === constant) own.set(name, constant);
      else if (this.#graph.initializers.get(name) !== constant) {
        const chosen = this.#fresh(name);
        this.initializers.set(chosen, constant);
        renames.set(name, chosen);
      }
    }
    for (const name of namesMadeIn(after)) {
      if (!before.has(name) && !renames.has(name)) renames.set(name, this.#fresh(name));
    }
    const { nodes, values } = withNames(after, (name) => renames.get(name) ?? name);
    return { ...after, inputs: body.inputs, initializers: own, nodes, values };
  }
}

/** Names of what the nodes of a graph and of its subgraphs make. */
function namesMadeIn(graph: Graph): Set<string> {
  const own = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));
  const inside = graph.nodes.flatMap(bodiesOf).flatMap((body) => [...namesMadeIn(body)]);
  return new Set([...own, ...inside]);
}

/** The graph with other names of values, in its subgraphs too. */
function withNames(graph: Graph, rename: (name: string) => string): Graph {
  const named = <Info extends { readonly name: string }>(info: Info): Info => ({
    ...info,
    name: rename(info.name),
  });
  const nodes = graph.nodes.map((node) => ({
    ...withBodies(node, (body) => withNames(body, rename)),
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  return {
    ...graph,
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
    initializers: new Map([...graph.initializers].map(([name, value]) => [rename(name), value])),
    nodes,
    values: new Map([...graph.values].map(([name, info]) => [rename(name), named(info)])),
  };
}
