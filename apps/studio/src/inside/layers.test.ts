/** The layers of graphs. */
import { parseGraph } from '@ganport/graph';
import { expect, test } from 'vitest';
import { layersOf } from './layers.ts';

/** A graph whose nodes are named. */
function named(text: string, names: readonly string[]) {
  const graph = parseGraph(text);
  return {
    ...graph,
    nodes: graph.nodes.map((node, i) => ({ ...node, name: names[i] ?? node.name })),
  };
}

test('scopes are layers, and activations belong to what they follow', () => {
  const graph = named(
    `(float[N,4] x) => (float[N,4] y) <float[4,4] w = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}> {
      a = MatMul(x, w) b = Relu(a) c = MatMul(b, w) d = Tanh(c) y = Sqrt(d)
    }`,
    ['dense1/MatMul', 'dense1/Relu', 'second', 'third', 'root'],
  );
  const layers = layersOf(graph);
  expect(
    layers.map(({ name, operators, takes, results }) => [name, operators, takes, results]),
  ).toEqual([
    ['dense1', ['MatMul', 'Relu'], [], ['b']],
    ['second', ['MatMul', 'Tanh'], [0], ['d']],
    ['root', ['Sqrt'], [1], ['y']],
  ]);
  expect(layers[0]).toMatchObject({ ends: ['x'], parameters: 16, bytes: 64 });
  expect(layers[0]?.weights).toEqual([{ name: 'w', shape: '4 × 4' }]);
});

test('a scope that is left and entered again is two layers, so that no layer waits for itself', () => {
  const graph = named('(float[N] x) => (float[N] y) { a = Exp(x) b = Sqrt(a) y = Exp(b) }', [
    'block/first',
    'between',
    'block/second',
  ]);
  const layers = layersOf(graph);
  expect(layers.map(({ name, takes }) => [name, takes])).toEqual([
    ['block', []],
    ['between', [0]],
    ['block', [1]],
  ]);
});

test('an activation of a value that others use too is a layer of its own', () => {
  const graph = named('(float[N] x) => (float[N] y) { a = Exp(x) b = Relu(a) y = Max(a, b) }', [
    'one',
    'two',
    'three',
  ]);
  expect(layersOf(graph).map(({ name, takes }) => [name, takes])).toEqual([
    ['one', []],
    ['two', [0]],
    ['three', [0, 1]],
  ]);
});
