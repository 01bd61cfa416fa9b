/** Texts as bytes, and sessions that compute with them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSession } from './node/create.ts';
import { checkTensor } from './feeds.ts';
import { encodeModel } from './onnx-bytes.ts';
import { hostTensor, zeros } from './tensor.ts';
import { decodeTexts, encodeTexts, textCount } from './texts.ts';

test('texts are the same after both ways', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const bytes = encodeTexts(texts);
      expect(decodeTexts(bytes)).toEqual(texts);
      expect(textCount(bytes)).toBe(texts.length);
    }),
  );
});

test('the form is that of the Open Inference Protocol: lengths of 4 bytes in front of UTF-8', () => {
  expect([...encodeTexts(['é', ''])]).toEqual([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]);
  expect(zeros('string', [2]).data).toEqual(encodeTexts(['', '']));
});

test.each([
  ['a head', [1, 0, 0]],
  ['a text', [2, 0, 0, 0, 65]],
  ['a long text', [255, 255, 255, 255, 65]],
])('%s that is cut short is refused', (_, bytes) => {
  const data = Uint8Array.from(bytes);
  expect(textCount(data)).toBeNaN();
  expect(() => decodeTexts(data)).toThrow('end inside of one');
  expect(() => hostTensor('string', data, [1])).toThrow('[1] has 1 elements, got NaN');
  const info = { name: 'x', dtype: 'string', dims: ['N'] } as const;
  const tensor = { dtype: 'string', dims: [1], data } as const;
  expect(() => checkTensor('input', info, tensor)).toThrow('needs a Uint8Array of 1, got');
});

test.each([[undefined], ['thread']])(
  'a session takes texts and returns them, %s',
  async (where) => {
    const texts = { dtype: 'string', dims: ['N', 2] } as const;
    const model = encodeModel({
      inputs: [{ name: 'x', ...texts }],
      outputs: [{ name: 'y', ...texts }],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    });
    const session = await createSession(model, {
      providers: ['cpu'],
      ...(where === 'thread' && { thread: true }),
    });
    try {
      const x = hostTensor('string', encodeTexts(['a', 'é', '', '😀 b']), [2, 2]);
      const { y } = await session.run({ x });
      expect(y).toEqual(x);
    } finally {
      await session.dispose();
    }
  },
);
