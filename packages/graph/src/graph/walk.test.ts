import { expect, test } from 'vitest';
import { parseGraph } from './parse.ts';
import { printNode } from './print.ts';
import { consumers, freshNames, producers, replaceUses, typeLookup } from './walk.ts';

const loop = `(float[N] x, bool c) => (float[N] y) <float[2] w = {1, 2}> {
  a = Neg(x)
  y = If<then_branch = t () => (float[N] p) { p = Abs(a) }, else_branch = e () => (float[N] a) {}>(c)
}`;

test('knows who makes and who uses a value, in subgraphs too', () => {
  const graph = parseGraph(loop);
  expect(producers(graph).get('a')?.op).toBe('Neg');
  expect(producers(graph).get('x')).toBeUndefined();
  expect(
    consumers(graph)
      .get('a')
      ?.map(({ op }) => op),
  ).toEqual(['If']);
  expect(consumers(graph).get('y')).toBeUndefined();
});

test('a renamed value is renamed in every node that reads it', () => {
  const [, node] = replaceUses(parseGraph(loop).nodes, new Map([['a', 'b']]));
  const text = node && printNode(node, { labels: false });
  expect(text).toContain('p = Abs(b)');
  expect(text).toContain('e () => (float[N] b)');
});

test('looks up types of inputs, outputs, initializers and values between', () => {
  const type = typeLookup(
    parseGraph('(float[N] x) => (float[N] y) <int64[1] i = {3}, bool[N] b> { y = Op(x, i, b) }'),
  );
  expect(type('x')?.shape).toEqual(['N']);
  expect(type('i')?.dtype).toBe('int64');
  expect(type('b')?.dtype).toBe('bool');
  expect(type('y')?.shape).toEqual(['N']);
  expect(type('z')).toBeUndefined();
});

test('fresh names are not used anywhere, nor given twice', () => {
  const fresh = freshNames(parseGraph(loop));
  expect([fresh('p'), fresh('p'), fresh('w'), fresh('new')]).toEqual(['p.1', 'p.2', 'w.1', 'new']);
});
