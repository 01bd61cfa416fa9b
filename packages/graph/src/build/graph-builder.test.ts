import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { collectGraph } from './collect.ts';
import { float, GraphBuilder } from './graph-builder.ts';
import type { Value } from './value.ts';

const floats = (...shape: number[]) => ({ dtype: 'float32', shape }) as const;

/** The graph from the input x to the value that `build` returns. */
function built(build: (graph: GraphBuilder, x: Value) => Value) {
  const graph = new GraphBuilder();
  const x = graph.input('x', floats(2));
  const y = build(graph, x);
  return collectGraph('g', [{ name: 'x', value: x }], [{ name: 'y', value: y }]);
}

test('a node has attributes by the types of their literals', () => {
  const graph = built((g, x) => {
    const literals = { i: 3, f: float(1), ints: [1, 2], s: 'same' };
    return g.op('Op', [x, null, x], literals, x);
  });
  expect(graph).toPrint(`g (float[2] x) => (float[2] y) {
    y = Op<f = 1.0, i = 3, ints = [1, 2], s = "same">(x, "", x)
  }`);
});

test('scopes are the names of nodes, also after an error', () => {
  const graph = built((g, x) => {
    const fails = () => {
      throw new Error('no');
    };
    expect(() => g.inScope('broken', () => g.inScope('inner', fails))).toThrow('no');
    return g.inScope('model', () => g.inScope('layer', () => g.op('Neg', [x], {}, x)));
  });
  expect(graph.nodes.map(({ name }) => name)).toEqual(['model/layer/Neg']);
});

test('a node of several outputs has them in order', () => {
  const graph = built((g, x) => {
    const [, positions] = g.ops('TopK', [x, g.ints([1])], {}, [
      floats(1),
      { dtype: 'int64', shape: [1] },
    ]);
    return positions as Value;
  });
  expect(graph.outputs).toEqual([{ name: 'y', dtype: 'int64', shape: [1] }]);
  expect(graph.nodes[0]?.outputs).toEqual(['TopK_y', 'y']);
});

test.each([
  ['float32', Float32Array.of(3)],
  ['int64', BigInt64Array.of(3n)],
  ['bool', Uint8Array.of(3)],
] as const)('a scalar of %s', (dtype, data) => {
  const { origin } = new GraphBuilder().scalar(3, dtype);
  expect(origin).toMatchObject({ kind: 'constant', constant: { dtype, shape: [], data } });
});

test('what is made from a value is made once for each key', () => {
  const graph = new GraphBuilder();
  const [x, z] = [graph.input('x', floats(2)), graph.input('z', floats(2))];
  const negative = (value: Value, key: string) =>
    graph.memo(value, key, () => graph.op('Neg', [value], {}, value));
  expect(negative(x, 'a')).toBe(negative(x, 'a'));
  expect(negative(x, 'a')).not.toBe(negative(x, 'b'));
  expect(negative(x, 'a')).not.toBe(negative(z, 'a'));
});
