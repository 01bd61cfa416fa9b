/** Against the files that @ganport/graph writes with protobufjs. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { WebError } from './errors.ts';
import { readMetadata } from './metadata.ts';

const graph = parseGraph(
  `(float[N,4] x) => (float[N,4] y) <float[1,4] w = {1, 2, 3, 4}> { y = Mul(x, w) }`,
);
const bytesOf = (metadata: Record<string, string>) =>
  OnnxModel.fromGraph(graph, { metadata }).bytes();

test('the entries are those that were written', () => {
  const metadata = { 'ganport.range.x': '-1 1', é: '\u{1f408}', empty: '', __proto__x: 'a' };
  expect(readMetadata(bytesOf(metadata), 'a.onnx')).toEqual(metadata);
  expect(readMetadata(bytesOf({}), 'a.onnx')).toEqual({});
});

test('any texts come back', () => {
  const texts = fc.dictionary(
    fc.string({ unit: 'binary-ascii', minLength: 1 }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(texts, (metadata) => {
      const own = { ...metadata };
      const found = readMetadata(bytesOf(own), 'a.onnx');
      expect(new Map(Object.entries(found))).toEqual(new Map(Object.entries(own)));
    }),
  );
});

test('a name of an object is a name like others', () => {
  const found = readMetadata(
    bytesOf(JSON.parse('{"__proto__":"a"}') as Record<string, string>),
    'a',
  );
  expect(Object.entries(found)).toEqual([['__proto__', 'a']]);
  expect(({} as { a?: string }).a).toBeUndefined();
});

/** The entries, or the error that says what is wrong with the file. */
function attempt(bytes: Uint8Array): unknown {
  try {
    return readMetadata(bytes, 'a.onnx');
  } catch (thrown) {
    return thrown;
  }
}

test('a file that is cut is an error, wherever it is cut inside a field', () => {
  const whole = bytesOf({ name: 'value' });
  for (let length = 0; length < whole.length; length++) {
    const found = attempt(whole.subarray(0, length));
    // Without an error it was cut between two fields, in front of the metadata.
    expect(found instanceof WebError || Object.keys(found as object).length === 0).toBe(true);
  }
  expect(() => readMetadata(whole.subarray(0, whole.length - 1), 'a.onnx')).toThrow(
    'a.onnx is not an ONNX model, or not all of it: export or copy it again',
  );
});

test('whatever the bytes are, they are entries or an error of its own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const found = attempt(bytes);
      expect(!(found instanceof Error) || found instanceof WebError).toBe(true);
    }),
  );
});
