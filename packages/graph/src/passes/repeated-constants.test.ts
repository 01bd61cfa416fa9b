import { expect, test } from 'vitest';
import { parseGraph } from '../graph/parse.ts';
import { constantOf } from '../graph/constant.ts';
import type { Graph } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { inferencePasses } from './index.ts';
import { runPasses } from './pass.ts';
import { storeOnce } from './repeated-constants.ts';

/** A constant of 128 × 256 numbers, each row of which has these. */
function withRows(nodes: string, numberAt: (column: number) => number): Graph {
  const graph = parseGraph(`(float[1,128,256] x) => (float y) { ${nodes} }`);
  const values = Array.from({ length: 128 * 256 }, (_, i) => numberAt(i % 256));
  const rows = constantOf('float32', [1, 128, 256], values);
  return { ...graph, initializers: new Map([['rows', rows]]) };
}

test('rows that are the same are stored once', () => {
  const after = storeOnce(withRows('y = Concat<axis = 0>(x, rows)', (column) => column));
  expect(after.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([
    ['Expand', 'rows.1', 'rows/shape'],
    ['Concat', 'x', 'rows'],
  ]);
  expect(after.initializers.get('rows.1')).toMatchObject({ shape: [256] });
});

test('zeros are one, and stay one when other passes run', () => {
  const after = runPasses(
    withRows('y = Concat<axis = 0>(x, rows)', () => 0),
    inferencePasses,
  );
  expect([...after.initializers.values()].map(({ data }) => data.length)).toEqual([1, 3]);
  expect(printGraph(after)).toContain('Expand(');
});

const same = () => 0;

test.each([
  ['weights', 'y = MatMul(x, rows)', same],
  ['numbers that a node of another domain reads', 'y = other.Concat(x, rows)', same],
])('stays: %s', (_, nodes, numberAt) => {
  const graph = withRows(nodes, numberAt);
  expect(storeOnce(graph)).toBe(graph);
});

test('numbers that differ along each axis stay', () => {
  let n = 0;
  const graph = withRows('y = Concat<axis = 0>(x, rows)', () => n++);
  expect(storeOnce(graph)).toBe(graph);
});
