import { expect, test } from 'vitest';
import { parseGraph } from '../graph/parse.ts';
import { eliminateBroadcasts } from './broadcast-elimination.ts';
import { inferencePasses } from './index.ts';
import { type Pass, runPasses } from './pass.ts';
import { eliminateTransposes } from './transpose-elimination.ts';

const graph = parseGraph('(float x) => (float y) { y = Neg(x) }');

/** Renames the output's node up to `times` times. */
function counting(times: number): { readonly pass: Pass; readonly calls: () => number } {
  let calls = 0;
  const pass: Pass = (current) => {
    calls++;
    return calls > times ? current : { ...current, name: `${current.name}.` };
  };
  return { pass, calls: () => calls };
}

test('passes run in turn until each has found nothing to do', () => {
  const first = counting(0);
  const second = counting(2);
  expect(runPasses(graph, [first.pass, second.pass]).name).toBe('..');
  expect([first.calls(), second.calls()]).toEqual([3, 3]);
});

test('passes that never finish are stopped', () => {
  const restless = counting(Infinity);
  runPasses(graph, [restless.pass]);
  expect(restless.calls()).toBe(20);
});

test.each([
  'b = Tile(x, counts) a = Transpose<perm = [1, 0, 2]>(x) y = Op(a, b)',
  'a = Transpose<perm = [1, 0, 2]>(x) b = Tile(x, counts) y = Op(b, a)',
])('the order of nodes is nothing to change: %s', (nodes) => {
  const ordered = parseGraph(`(float[2,3,1] x) => (float[2] y) <
    int64[3] counts = {1, 1, 2}, float[3,2,1] a, float[2,3,2] b
  > { ${nodes} }`);
  expect(eliminateBroadcasts(ordered)).toBe(ordered);
  expect(eliminateTransposes(ordered)).toBe(ordered);
});

test('operators named like methods of every object are unknown operators', () => {
  const odd = parseGraph(`(float[2] x) => (float[2] y) {
    a = constructor(x)
    b = toString(a)
    y = hasOwnProperty(b)
  }`);
  expect(runPasses(odd, inferencePasses)).toBe(odd);
});
