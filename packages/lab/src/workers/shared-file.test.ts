/** Tensors in files that two processes have open; here one has both ends. */
import { closeSync, existsSync, openSync } from 'node:fs';
import type { HostTensor } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { openSharedFiles, sharedReader, sharedWriter } from './shared-file.ts';

const tensor = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  dims: [values.length],
  data: Float32Array.from(values),
});
const count: HostTensor = { dtype: 'int32', dims: [], data: Int32Array.of(7) };
const groups = { state: { w: tensor(1, 2, 3), count }, values: { w: tensor(4) } };

test('without a file, messages have the tensors', () => {
  const parcels = sharedWriter(undefined)(groups);
  expect(parcels).toEqual(groups);
  expect(sharedReader(undefined)(parcels)).toEqual(groups);
});

test.skipIf(!existsSync('/dev/shm'))('messages have the places of tensors in the file', () => {
  const file = openSharedFiles()?.input ?? -1;
  const [write, read] = [sharedWriter(file), sharedReader(file)];
  const parcels = write(groups);
  expect(parcels).toEqual({
    state: { w: { dims: [3], at: 0 }, count },
    values: { w: { dims: [1], at: 12 } },
  });
  const first = read(parcels);
  expect(first).toEqual(groups);
  // The next ones take the place of those, here and in the file.
  const again = { state: { w: tensor(5, 6, 7) }, values: {} };
  expect(read(write(again))).toEqual(again);
  expect(first.state['w']).toEqual(again.state.w);
  // A tensor of another size has an array of its own.
  const larger = { state: { w: tensor(1, 2, 3, 4) }, values: {} };
  expect(read(write(larger))).toEqual(larger);
  expect(() => read({ state: { w: { dims: [9], at: 0 } } })).toThrow(/the file has ended/);
  closeSync(file);
});

test.skipIf(!existsSync('/dev/full'))('where the file is full, messages have the tensors', () => {
  const full = openSync('/dev/full', 'r+');
  expect(sharedWriter(full)(groups)).toEqual(groups);
  closeSync(full);
});
