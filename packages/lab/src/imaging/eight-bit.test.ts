import { expect, test } from 'vitest';
import { fromBytes, toBytes } from './eight-bit.ts';

test('bytes are unchanged, values in between are rounded, values outside clamped', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(toBytes(fromBytes(bytes))).toEqual(bytes);
  expect([...toBytes(Float32Array.of(-1.5, 1.01, 0.003, -1 + 0.6 / 127.5))]).toEqual([
    0, 255, 128, 1,
  ]);
});
