/** Random graphs as the body of a Loop or as the branches of an If: passes inside change no result. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph, Node, ValueInfo } from '@ganport/graph';
import { inferencePasses, runPasses, trainingPasses } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';
import { runnableGraph } from './support/random-graph.ts';

const int64 = (name: string): ValueInfo => ({ name, dtype: 'int64', shape: [] });
const bool = (name: string): ValueInfo => ({ name, dtype: 'bool', shape: [] });

const node = (
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  bodies: Readonly<Record<string, Graph>> = {},
): Node => ({
  ...{ name: `${op} ${outputs.join()}`, op, domain: '', inputs, outputs },
  attributes: Object.fromEntries(
    Object.entries(bodies).map(([name, value]) => [name, { type: 'graph', value }]),
  ),
});

/** The nodes of a graph under other names, which read its x and its constants by theirs. */
function inside(graph: Graph, suffix: string): Pick<Graph, 'nodes' | 'values'> & Named {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const rename = (name: string) => (made.has(name) ? `${name}${suffix}` : name);
  const nodes = graph.nodes.map((one) => ({
    ...one,
    name: `${one.name}${suffix}`,
    inputs: one.inputs.map(rename),
    outputs: one.outputs.map(rename),
  }));
  const info = (value: ValueInfo) => ({ ...value, name: rename(value.name) });
  const values = new Map(
    [...graph.values.values()].map((value) => [rename(value.name), info(value)]),
  );
  return { nodes, values, outputs: graph.outputs.map(info) };
}

interface Named {
  readonly outputs: readonly ValueInfo[];
}

/** The graph as both branches of an If. */
function inBranches(graph: Graph): Graph {
  const branch = (name: string): Graph => ({
    ...{ name, inputs: [], initializers: new Map() },
    ...inside(graph, `_${name}`),
  });
  const outputs = graph.outputs.map(({ name }) => name);
  return {
    ...graph,
    inputs: [...graph.inputs, bool('taken')],
    nodes: [node('If', ['taken'], outputs, { then_branch: branch('t'), else_branch: branch('e') })],
    values: new Map(),
  };
}

/** The graph as the body of a Loop of two iterations, whose results are stacked; x is another in each. */
function inLoop(graph: Graph): Graph {
  const { nodes, values, outputs } = inside(graph, '_b');
  const [x] = graph.inputs as [ValueInfo];
  const next = { ...x, name: 'next' };
  const body: Graph = {
    name: 'body',
    inputs: [int64('i'), bool('on'), { ...x, name: 'carried' }],
    outputs: [bool('goes_on'), next, ...outputs],
    initializers: new Map(),
    nodes: [
      node('Identity', ['on'], ['goes_on']),
      node('Add', ['carried', 'x'], ['next']),
      ...nodes.map((one) => ({
        ...one,
        inputs: one.inputs.map((name) => (name === 'x' ? 'next' : name)),
      })),
    ],
    values,
  };
  const stacked = graph.outputs.map((info) => ({ ...info, shape: [2, ...info.shape] }));
  const names = graph.outputs.map(({ name }) => name);
  return {
    ...graph,
    inputs: [...graph.inputs],
    outputs: stacked,
    initializers: new Map([
      ...graph.initializers,
      ['two', { dtype: 'int64', shape: [], data: BigInt64Array.of(2n) }],
      ['yes', { dtype: 'bool', shape: [], data: Uint8Array.of(1) }],
    ]),
    nodes: [node('Loop', ['two', 'yes', 'x'], ['last', ...names], { body })],
    values: new Map(),
  };
}

const nodesIn = (graph: Graph): number =>
  graph.nodes.reduce((sum, { attributes }) => {
    const bodies = Object.values(attributes).flatMap((attribute) =>
      attribute.type === 'graph' ? [attribute.value] : [],
    );
    return bodies.reduce((inner, body) => inner + nodesIn(body), sum + 1);
  }, 0);

test.each([
  ['inference, in branches', inBranches, inferencePasses],
  ['inference, in a loop', inLoop, inferencePasses],
  ['training, in a loop', inLoop, trainingPasses],
])(
  'passes for %s: the same results, fewer nodes, and nothing left to do',
  async (_, wrap, passes) => {
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(runnableGraph({ length: 8 }), async (plain) => {
        const graph = wrap(plain);
        const after = runPasses(graph, passes);
        for (const pass of passes) expect(pass(after)).toBe(after);
        await checkEquivalent(graph, after, { tolerance: 1e-4 });
        removed += nodesIn(graph) - nodesIn(after);
      }),
      { numRuns: 60 },
    );
    expect(removed).toBeGreaterThan(60);
  },
);
