import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { validate } from '../graph/validate.ts';
import { collectGraph } from './collect.ts';
import { GraphBuilder } from './graph-builder.ts';
import { add, unary } from './ops.ts';

const floats = { dtype: 'float32', shape: [2] } as const;

function start() {
  const graph = new GraphBuilder();
  const x = graph.input('x', floats);
  return { graph, x, inputs: [{ name: 'x', value: x }] };
}

test('only nodes that an output needs are collected, in recorded order', () => {
  const { graph, x, inputs } = start();
  const a = unary(graph, 'Exp', x);
  unary(graph, 'Sin', x);
  const y = add(graph, unary(graph, 'Neg', x), a);
  expect(collectGraph('g', inputs, [{ name: 'y', value: y }])).toPrint(`
    g (float[2] x) => (float[2] y) {
      Exp_y = Exp(x)
      Neg_y = Neg(x)
      y = Add(Neg_y, Exp_y)
    }`);
});

test('names are unique, and constants have their own', () => {
  const { graph, x, inputs } = start();
  const w = graph.constant({ ...floats, data: Float32Array.of(1, 2) }, 'x');
  const y = add(graph, add(graph, x, w), graph.scalar(3));
  const collected = collectGraph('g', inputs, [{ name: 'y', value: y }]);
  expect([...collected.initializers.keys()]).toEqual(['x_1', 'const_1']);
  expect(collected.nodes.map(({ name }) => name)).toEqual(['Add', 'Add_1']);
  expect(() => validate(collected)).not.toThrow();
});

test('an input, a constant and a second name of a value are copied to outputs', () => {
  const { graph, x, inputs } = start();
  const y = unary(graph, 'Neg', x);
  const outputs = [
    { name: 'input', value: x },
    { name: 'one', value: graph.scalar(1) },
    { name: 'y', value: y },
    { name: 'again', value: y },
  ];
  const collected = collectGraph('g', inputs, outputs);
  expect(collected.outputs.map(({ name }) => name)).toEqual(['input', 'one', 'y', 'again']);
  expect(collected.nodes.filter(({ op }) => op === 'Identity')).toHaveLength(3);
  expect(() => validate(collected)).not.toThrow();
});

test('an input that is not listed is an error', () => {
  const { graph, x } = start();
  const outputs = [{ name: 'y', value: unary(graph, 'Neg', x) }];
  expect(() => collectGraph('g', [], outputs)).toThrow('input without a name');
});
