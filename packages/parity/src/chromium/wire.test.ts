import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeTexts, hostTensor, type ElementType, type HostTensor } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';
import { decodeMessage, encodeMessage } from './wire.ts';

test('tensors of every element type come back with their bits', () => {
  const numbers = (Object.keys(elementTypes) as ElementType[]).filter((type) => type !== 'string');
  const ofNumbers = fc
    .record({ dtype: fc.constantFrom(...numbers), bytes: fc.uint8Array({ maxLength: 40 }) })
    .map(({ dtype, bytes }): HostTensor => {
      const { array } = elementTypes[dtype];
      const length = Math.floor(bytes.length / array.BYTES_PER_ELEMENT);
      const { buffer } = bytes.slice(0, length * array.BYTES_PER_ELEMENT);
      return hostTensor(dtype, new array(buffer, 0, length), [length]);
    });
  const ofTexts = fc
    .array(fc.string({ unit: 'grapheme' }), { maxLength: 4 })
    .map((texts) => hostTensor('string', encodeTexts(texts), [texts.length]));
  const tensors = fc.oneof(ofNumbers, ofTexts);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tensors), fc.nat({ max: 7 }), (state, shift) => {
      const bytes = encodeMessage({ call: 1, request: { state } });
      // At any place in a larger buffer, as a network gives it.
      const moved = new Uint8Array(bytes.length + 8);
      moved.set(bytes, shift);
      const back = decodeMessage(moved.subarray(shift, shift + bytes.length));
      expect(back).toEqual({ call: 1, request: { state: { ...state } } });
    }),
  );
});

test('a view of a larger array travels alone', () => {
  const bytes = encodeMessage({ data: new Float32Array(1000).subarray(10, 12) });
  expect(bytes.length).toBeLessThan(200);
  expect(decodeMessage(bytes)).toEqual({ data: new Float32Array(2) });
});
