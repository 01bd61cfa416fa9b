import type { PartInput, PartOutput, StepPart } from '@ganport/export';
import { expect, test } from 'vitest';
import { divideParts } from './shared-parts.ts';

const part = (graph: string, inputs: PartInput[], outputs: PartOutput[]): StepPart => ({
  graph,
  inputs: Object.fromEntries(inputs.map((input, i) => [`in${i}`, input])),
  outputs: Object.fromEntries(outputs.map((output, i) => [`out${i}`, output])),
});
const state = (name: string) => ({ from: 'state', name }) as const;
const value = (name: string) => ({ from: 'value', name }) as const;
const rows: PartInput = { from: 'batch', name: 'real', first: 0, count: 4 };

const gradients = part(
  'gradients',
  [rows, state('w'), state('mean')],
  [
    { to: 'value', name: 'g', exchange: 'mean' },
    { to: 'value', name: 'own' },
    { to: 'state', name: 'mean', exchange: 'mean' },
    { to: 'state', name: 'pool' },
  ],
);

test.each([
  ['the update from a combined gradient', [value('g'), state('w'), state('adam')], true],
  ['what reads combined statistics', [state('mean')], true],
  ['what reads a worker’s own value', [value('g'), value('own')], false],
  ['what reads state that workers keep', [state('pool')], false],
  ['what draws', [{ from: 'draw', index: 0 } as const], false],
])('%s: shared is %s', (_, inputs, isShared) => {
  const update = part('update', inputs, [{ to: 'state', name: 'w' }]);
  expect(divideParts([gradients, update]).shared.has(update)).toBe(isShared);
});

test('workers hold what their own parts read, and keep what they alone change', () => {
  const update = part('update', [value('g'), state('adam')], [{ to: 'state', name: 'w' }]);
  const { readState, readValues, kept } = divideParts([gradients, update]);
  expect([...readState]).toEqual(['w', 'mean']);
  expect([...readValues]).toEqual([]);
  expect([...kept]).toEqual(['pool']);
});

test('what depends on a part that is not shared is not shared', () => {
  const first = part('first', [value('own')], [{ to: 'state', name: 'a' }]);
  const second = part('second', [state('a')], [{ to: 'state', name: 'b' }]);
  expect(divideParts([gradients, first, second]).shared.size).toBe(0);
});

test('an exchange needs all workers', () => {
  const spread = part('spread', [value('g')], [{ to: 'value', name: 'r', exchange: 'rows' }]);
  expect(divideParts([gradients, spread]).shared.size).toBe(0);
});
