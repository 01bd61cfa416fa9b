import type { ElementType, HostTensor } from '@ganport/runtime';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.ts';

/** Written by safetensors 0.8.0 (Python) from numpy arrays of the values below. */
const reference = Buffer.from(
  'OAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoiw6kifSwiYSI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwidyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwyXSwiZGF0YV9vZmZzZXRzIjpbMTYsMzJdfSwieiI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMzIsMzZdfSwiaCI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzM2LDQwXX0sIm1hc2siOnsiZHR5cGUiOiJCT09MIiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbNDAsNDNdfX0gICABAAAAAAAAAP//////////AADAPwAAAMAAAIA+AABAQAcAAAAAPABAAQAB',
  'base64',
);
const content: Safetensors = {
  metadata: { note: 'é' },
  tensors: {
    w: { dtype: 'float32', dims: [2, 2], data: Float32Array.of(1.5, -2, 0.25, 3) },
    a: { dtype: 'int64', dims: [2], data: BigInt64Array.of(1n, -1n) },
    mask: { dtype: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1) },
    h: { dtype: 'float16', dims: [2], data: Uint16Array.of(0x3c00, 0x4000) },
    z: { dtype: 'int32', dims: [], data: Int32Array.of(7) },
  },
};

const encoded = (tensors: Safetensors) => Buffer.concat(encodeSafetensors(tensors));

test('writes the bytes that the reference implementation writes', () => {
  expect(encoded(content)).toEqual(reference);
});

test('reads what the reference implementation writes, at any alignment in memory', () => {
  expect(decodeSafetensors(reference, 'x')).toEqual(content);
  const shifted = Buffer.concat([Buffer.of(0), reference]).subarray(1);
  expect(decodeSafetensors(shifted, 'x')).toEqual(content);
});

test('does not use Buffer, which pages do not have', () => {
  vi.stubGlobal('Buffer', undefined);
  try {
    const parts = encodeSafetensors(content);
    expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(reference.length);
    expect(decodeSafetensors(reference, 'x')).toEqual(content);
  } finally {
    vi.unstubAllGlobals();
  }
});

const tensorOf = (
  dtype: ElementType,
  array: fc.Arbitrary<HostTensor['data']>,
): fc.Arbitrary<HostTensor> => array.map((data) => ({ dtype, dims: [data.length, 1], data }));
const tensors = fc.oneof(
  tensorOf('float32', fc.float32Array()),
  tensorOf('float64', fc.float64Array()),
  tensorOf('int64', fc.bigInt64Array()),
  tensorOf('uint64', fc.bigUint64Array()),
  tensorOf('int32', fc.int32Array()),
  tensorOf('uint32', fc.uint32Array()),
  tensorOf('int16', fc.int16Array()),
  tensorOf('uint16', fc.uint16Array()),
  tensorOf('float16', fc.uint16Array()),
  tensorOf('int8', fc.int8Array()),
  tensorOf('uint8', fc.uint8Array()),
  tensorOf('bool', fc.uint8Array({ max: 1 })),
);

test('every element type is read as it was written, bit for bit, under any name', () => {
  const names = fc.string().filter((name) => name !== '__metadata__' && name !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(names, tensors), fc.string(), (map, note) => {
      const back = decodeSafetensors(encoded({ tensors: map, metadata: { note } }), 'x');
      expect(back.metadata).toEqual({ note });
      expect({ ...back.tensors }).toEqual({ ...map });
    }),
  );
});

test('a file that is truncated anywhere is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: reference.length - 1 }), (length) => {
      expect(() => decodeSafetensors(reference.subarray(0, length), 'x.safetensors')).toThrow(
        expect.objectContaining({
          code: 'corrupt-file',
          message: expect.stringMatching(/^x\.safetensors: truncated/),
        }),
      );
    }),
  );
});

const withHeader = (header: unknown, data = '') => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, Buffer.from(data)]);
};
const entry = { dtype: 'U8', shape: [2], data_offsets: [0, 2] };

test.each([
  ['not safetensors', Buffer.from('{"a": 1, "b": 2}'), 'not a safetensors file'],
  ['no JSON', withHeader('{'), 'damaged header'],
  ['another shape of header', withHeader({ a: { dtype: 'U8' } }), 'damaged header'],
  ['an unknown dtype', withHeader({ a: { ...entry, dtype: 'F4' } }, 'xy'), 'unknown dtype F4'],
  ['a wrong size', withHeader({ a: { ...entry, shape: [3] } }, 'xy'), 'do not fit its shape'],
  ['overlapping tensors', withHeader({ a: entry, b: entry }, 'xy'), 'do not fit its shape'],
  ['bytes after the end', withHeader({ a: entry }, 'xyz'), 'longer than its header declares'],
])('%s is refused', (_what, bytes, message) => {
  expect(() => decodeSafetensors(bytes, 'x')).toThrow(message);
});
