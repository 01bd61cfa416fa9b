import { expect, test } from 'vitest';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import '../graph/to-print.test.support.ts';
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { type Pass, runPasses } from './pass.ts';
import { inSubgraphs } from './subgraphs.ts';

const passes = [foldConstants, eliminateCommonSubexpressions, eliminateDeadCode];
const optimize = (text: string) =>
  runPasses(parseGraph(text), [inSubgraphs(passes), eliminateDeadCode]);

test('constants of the graph around a body are known, and new ones go there', () => {
  expect(
    optimize(`(int64 n, bool go, float x) => (float y) <float a = {1}, float b = {2}> {
      y = Loop<body = each (int64 i, bool on, float v) => (bool on2, float w) {
        c = Add(a, b)
        d = Mul(v, c)
        e = Mul(v, c)
        w = Add(d, e)
        on2 = Identity(on)
      }>(n, go, x)
    }`),
  ).toPrint(`(int64 n, bool go, float x) => (float y) <float c.1 = {3}> {
      y = Loop<body = each (int64 i, bool on, float v) => (bool on2, float w) {
        d = Mul(v, "c.1")
        w = Add(d, d)
        on2 = Identity(on)
      }>(n, go, x)
    }`);
});

test('subgraphs of subgraphs, and values without a type', () => {
  expect(
    optimize(`(bool p, float x) => (float y) <float a = {1}> {
      open = Op(x)
      y = If<
        then_branch = t () => (float z) {
          z = If<
            then_branch = tt () => (float q) { s = Neg(a) r = Add(s, open) q = Add(r, x) },
            else_branch = te () => (float u) { u = Neg(x) }
          >(p)
        },
        else_branch = e () => (float w) { w = Identity(x) }
      >(p)
    }`),
  ).toPrint(`(bool p, float x) => (float y) <float s.1 = {-1}> {
      open = Op(x)
      y = If<
        then_branch = t () => (float z) {
          z = If<
            then_branch = tt () => (float q) { r = Add("s.1", open) q = Add(r, x) },
            else_branch = te () => (float u) { u = Neg(x) }
          >(p)
        },
        else_branch = e () => (float w) { w = Identity(x) }
      >(p)
    }`);
});

test('what is new has a name of its own everywhere', () => {
  const twice: Pass = (graph) =>
    graph.nodes.some(({ op }) => op === 'Twice')
      ? {
          ...graph,
          nodes: graph.nodes.flatMap((node) =>
            node.op === 'Twice'
              ? [
                  { ...node, op: 'Add', inputs: ['v', 'v'], outputs: ['new'] },
                  { ...node, name: 'n', op: 'Neg', inputs: ['new'] },
                ]
              : [node],
          ),
        }
      : graph;
  const text = (inner: string) => `(int64 n, bool go, float x) => (float y, float z) {
    new = Neg(x)
    y = Loop<body = each (int64 i, bool on, float v) => (bool on2, float w) {
      on2 = If<
        then_branch = t () => (bool q) { ${inner} q = Greater(t, x) },
        else_branch = e () => (bool r) { r = Identity(on) }
      >(on)
      w = Neg(v)
    }>(n, go, x)
    z = Neg(new)
  }`;
  const after = inSubgraphs([twice])(parseGraph(text('t = Twice(v)')));
  expect(() => validate(after)).not.toThrow();
  expect(after).toPrint(text('"new.1" = Add(v, v) t = Neg("new.1")'));
});

test('a graph in which nothing changes is the same graph', () => {
  const graph = parseGraph(`(bool p, float x) => (float y) {
    y = If<
      then_branch = t () => (float z) { z = Neg(x) },
      else_branch = e () => (float w) { w = Exp(x) }
    >(p)
  }`);
  expect(inSubgraphs(passes)(graph)).toBe(graph);
});
