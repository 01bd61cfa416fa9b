import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { blockElementwise } from './elementwise-blocks.ts';

/** Momentum and its root, with a sum of squares beside them. */
const update = (
  type: string,
) => `(${type} w, ${type} m, ${type} g, float r) => (${type} w2, ${type} m2) <
  float b = {0.9}, ${type} a, ${type} s, ${type} q, ${type} p, ${type} d
> {
  ["u/Mul"] a = Mul(m, b)
  s = Mul(g, g)
  m2 = Add(a, s)
  q = Sqrt(m2)
  p = Add(q, r)
  d = Div(s, p)
  w2 = Sub(w, d)
}`;

/** What a block of it is. */
const scan = (results: string, size: number, operands: string) => `${results} = Scan<
    body = "u/block" (float[${size}] "m/block", float[${size}] "g/block", float[${size}] "w/block")
      => (float[${size}] "m2/block", float[${size}] "w2/block") {
      "a/block" = Mul("m/block", b)
      "s/block" = Mul("g/block", "g/block")
      "m2/block" = Add("a/block", "s/block")
      "q/block" = Sqrt("m2/block")
      "p/block" = Add("q/block", r)
      "d/block" = Div("s/block", "p/block")
      "w2/block" = Sub("w/block", "d/block")
    }, num_scan_inputs = 3>(${operands})`;

test('rows of a matrix are blocks', () => {
  const type = 'float[32,8192]';
  const graph = blockElementwise(parseGraph(update(type)));
  validate(graph);
  expect(graph).toPrint(`(${type} w, ${type} m, ${type} g, float r) => (${type} w2, ${type} m2) <
    float b = {0.9}
  > { ${scan('m2, w2', 8192, 'm, g, w')} }`);
});

test('other tensors are split as a cache has room', () => {
  const type = 'float[8,3,3,4,1024]';
  const graph = blockElementwise(parseGraph(update(type)));
  validate(graph);
  expect(graph).toPrint(`(${type} w, ${type} m, ${type} g, float r) => (${type} w2, ${type} m2) <
    float b = {0.9},
    int64[2] "m/blocks/shape" = {9, 32768}, int64[2] "g/blocks/shape" = {9, 32768},
    int64[2] "w/blocks/shape" = {9, 32768},
    int64[5] "m2/shape" = {8, 3, 3, 4, 1024}, int64[5] "w2/shape" = {8, 3, 3, 4, 1024}
  > {
    "m/blocks" = Reshape(m, "m/blocks/shape")
    "g/blocks" = Reshape(g, "g/blocks/shape")
    "w/blocks" = Reshape(w, "w/blocks/shape")
    ${scan('"m2/blocks", "w2/blocks"', 32768, '"m/blocks", "g/blocks", "w/blocks"')}
    m2 = Reshape("m2/blocks", "m2/shape")
    w2 = Reshape("w2/blocks", "w2/shape")
  }`);
});

test('arithmetic around another operator is two loops', () => {
  const type = 'float[512,512]';
  const graph = parseGraph(`(${type} x, ${type} y) => (${type} z) <
    ${type} a, ${type} b, ${type} c, ${type} d, ${type} t, ${type} e, ${type} f, ${type} g, ${type} h
  > {
    a = Mul(x, y)
    b = Add(a, x)
    c = Sub(b, a)
    d = Mul(c, b)
    t = MatMul(d, x)
    e = Mul(t, d)
    f = Add(e, t)
    g = Sub(f, d)
    h = Mul(g, f)
    z = Add(h, t)
  }`);
  const after = blockElementwise(graph);
  validate(after);
  const ops = after.nodes.map(({ op }) => op).filter((op) => op !== 'Reshape');
  expect(ops).toEqual(['Scan', 'MatMul', 'Scan']);
});

test.each([
  ['a small tensor', update('float[32,1024]')],
  ['a size without blocks', update('float[1000003]')],
  ['an unknown size', update('float[N,8192]')],
  ['double precision', update('double[32,8192]')],
  ['short arithmetic', '(float[32,8192] x) => (float[32,8192] y) { a = Neg(x) y = Mul(a, x) }'],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(blockElementwise(graph)).toBe(graph);
});
