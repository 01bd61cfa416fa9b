/** What models are compared on: numbers in the ranges and sizes that their files ask for. */
import { expect, test } from 'vitest';
import { type Model, parseGraph } from '@ganport/graph';
import { drawInputs } from './inputs.ts';

function model(text: string, metadata: Readonly<Record<string, string>> = {}): Model {
  const file = { irVersion: 9, opsets: { '': 18 }, producerName: 'test', producerVersion: '1' };
  return { ...file, graph: parseGraph(text), metadata };
}

const labeled = `(float[batch,5] noise, int32[batch] label, int32[500] other) => (float[batch,5] y)
  { y = Tanh(noise) }`;

test('labels are any of the classes, other integers 0 or 1', () => {
  const classes = JSON.stringify(['a', 'b', 'c', 'd', 'e', 'f']);
  const seen = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const { label, other } = drawInputs(model(labeled, { 'ganport.classes': classes }), seed);
    for (const value of label?.data ?? []) seen.add(Number(value));
    expect(new Set(Array.from(other?.data ?? [], Number))).toEqual(new Set([0, 1]));
  }
  expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('labels of a file that names no classes are 0 or 1', () => {
  const drawn = Array.from({ length: 20 }, (_, seed) => drawInputs(model(labeled), seed));
  const labels = drawn.flatMap(({ label }) => [...(label?.data ?? [])]);
  expect(new Set(labels)).toEqual(new Set([0, 1]));
});

const translator =
  '(float[n,height,width,3] a, float[n,width] b) => (float[n,width] y) { y = Tanh(b) }';

test('open sizes are the multiples that the file asks for, the same everywhere', () => {
  const shapes = (metadata: Readonly<Record<string, string>>) =>
    Object.values(drawInputs(model(translator, metadata), 1)).map(({ dims }) => dims);
  expect(shapes({})).toEqual([
    [4, 32, 32, 3],
    [4, 32],
  ]);
  const metadata = { 'ganport.multiple.height': '12', 'ganport.multiple.n': '3' };
  expect(shapes(metadata)).toEqual([
    [6, 36, 32, 3],
    [6, 32],
  ]);
});

test('numbers are in the range of the file, or normal', () => {
  const { a, b } = drawInputs(model(translator, { 'ganport.range.a': '0 2' }), 1);
  const [lowest, highest] = [
    Math.min(...Array.from(a?.data ?? [], Number)),
    Math.max(...Array.from(a?.data ?? [], Number)),
  ];
  expect([lowest >= 0, lowest < 0.1, highest > 1.9, highest <= 2]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(Math.min(...Array.from(b?.data ?? [], Number))).toBeLessThan(-1);
});
