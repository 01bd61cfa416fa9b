/** Messages through a file are the messages, and what does not fit stays in them. */
import { existsSync } from 'node:fs';
import type { Reply, Request } from '@ganport/core/workers';
import { hostTensor } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { closeSharedFile, openSharedFile, pack, unpack } from './shared-file.ts';

const floats = (rows: number, seed: number) =>
  hostTensor(
    'float32',
    Float32Array.from({ length: 3 * rows }, (_, i) => Math.sin(i + seed)),
    [rows, 3],
  );
// A view into a larger array, and many tensors: more than one call of the system takes.
const view = hostTensor('float32', new Float32Array(9000).fill(2).subarray(3, 5000), [4997]);
const many = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`t${i}`, floats(4, i)]));
const sent: Reply = {
  type: 'sent',
  sent: { mean: { view, ...many }, gather: { a: floats(9, 1) } },
};
const combined: Request = { type: 'combined', tensors: { b: floats(2000, 2), view } };

test.skipIf(!existsSync('/dev/shm'))(
  'tensors go through the file, one message after another',
  () => {
    const file = openSharedFile();
    for (const message of [sent, combined, sent]) {
      const packed = pack(message, file);
      expect(packed.bytes).toBeGreaterThan(2 ** 15);
      expect(JSON.stringify(packed.message).length).toBeLessThan(2 ** 17);
      expect(unpack(packed, file)).toEqual(message);
    }
    closeSharedFile(file);
  },
);

test('small tensors, other types, other messages and no file: the message itself', () => {
  const file = openSharedFile();
  const positions = hostTensor('int32', new Int32Array(2 ** 16), [2 ** 16]);
  const messages: (Request | Reply)[] = [
    { type: 'combined', tensors: { a: floats(1, 0) } },
    { type: 'combined', tensors: { positions } },
    { type: 'state', state: { a: floats(2 ** 16, 0) } },
  ];
  for (const message of messages) expect(pack(message, file)).toEqual({ message, bytes: 0 });
  expect(pack(combined, undefined)).toEqual({ message: combined, bytes: 0 });
  closeSharedFile(file);
  // As where the memory is full.
  expect(pack(combined, file)).toEqual({ message: combined, bytes: 0 });
});
