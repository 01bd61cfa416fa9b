/** Tensors written as JSON and as bytes are read again; what does not fit the protocol is one line. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementTypes, type ElementType, hostTensor } from '../tensor.ts';
import { bytesOfTensor } from './numbers.ts';
import { type NamedTensor, parseBody, readTensors, writeBody } from './tensor-body.ts';

type NumberType = Exclude<ElementType, 'string'>;

/** Numbers of an element type that survive both ways. */
const numbers: Readonly<Record<NumberType, fc.Arbitrary<number | bigint>>> = {
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  float64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  float16: fc.nat(0xffff),
  bool: fc.nat(1),
  uint8: fc.nat(2 ** 8 - 1),
  uint16: fc.nat(2 ** 16 - 1),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int8: fc.integer({ min: -(2 ** 7), max: 2 ** 7 - 1 }),
  int16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  int32: fc.integer(),
  int64: fc.maxSafeInteger().map(BigInt),
  uint64: fc.maxSafeNat().map(BigInt),
};

const tensors = fc.uniqueArray(
  fc
    .record({
      name: fc.string(),
      dtype: fc.constantFrom(...(Object.keys(numbers) as NumberType[])),
      dims: fc.array(fc.nat(3), { maxLength: 3 }),
      isBinary: fc.boolean(),
    })
    .chain(({ name, dtype, dims, isBinary }): fc.Arbitrary<NamedTensor> => {
      const length = dims.reduce((product, dim) => product * dim, 1);
      return fc.array(numbers[dtype], { minLength: length, maxLength: length }).map((values) => {
        const data = new elementTypes[dtype].array(length);
        for (const [i, value] of values.entries()) data[i] = value;
        return {
          name,
          tensor: hostTensor(dtype, data, dims),
          isBinary: isBinary || dtype === 'float16',
        };
      });
    }),
  { selector: ({ name }) => name, maxLength: 4 },
);

test('what is written is read, with the fields around it', () => {
  fc.assert(
    fc.property(tensors, fc.option(fc.string()), (given, id) => {
      const head = id === null ? {} : { id };
      const { parts, jsonLength } = writeBody(head, 'inputs', given);
      const body = parseBody(Buffer.concat(parts), jsonLength?.toString());
      expect(readTensors(body, 'inputs')).toEqual(given);
      expect(body.json['id']).toEqual(id ?? undefined);
    }),
    { numRuns: 200 },
  );
});

test('float32 of all sizes survive JSON, bit by bit; what is not finite is null', () => {
  const bits = Uint32Array.from({ length: 3000 }, (_, i) => Math.imul(i + 1, 2_654_435_761));
  const around = Array.from({ length: 3000 }, (_, i) => (i - 1500) / 1501);
  const all = [...new Float32Array(bits.buffer), ...around, 0, -0, 1, -1, 2 ** -6, 1 - 2 ** -24];
  const data = Float32Array.from(all.filter(Number.isFinite));
  const given = { name: 'x', tensor: hostTensor('float32', data, [data.length]), isBinary: false };
  const [read] = readTensors(
    parseBody(Buffer.concat(writeBody({}, 'inputs', [given]).parts)),
    'inputs',
  );
  expect(bytesOfTensor(read?.tensor ?? given.tensor)).toEqual(bytesOfTensor(given.tensor));
  expect(read?.tensor.data).not.toBe(data);
  const odd = hostTensor('float32', Float32Array.of(NaN, Infinity, -Infinity), [3]);
  const [json] = writeBody({}, 'inputs', [{ name: 'x', tensor: odd, isBinary: false }]).parts;
  expect(Buffer.from(json ?? []).toString()).toContain('"data":[null,null,null]');
});

test('nested data is the same as flat data; bool takes 0 and 1', () => {
  const read = (data: unknown, datatype = 'INT8') => {
    const json = JSON.stringify({ inputs: [{ name: 'x', datatype, shape: [2, 2], data }] });
    return readTensors(parseBody(Buffer.from(json)), 'inputs')[0]?.tensor.data;
  };
  expect(
    read([
      [1, 2],
      [3, -4],
    ]),
  ).toEqual(Int8Array.of(1, 2, 3, -4));
  expect(read([1, 0, true, false], 'BOOL')).toEqual(Uint8Array.of(1, 0, 1, 0));
});

const tensor = { name: 'x', datatype: 'FP32', shape: [1], data: [1] };
const binary = { name: 'x', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } };

test.each([
  [[], 'the body must be a JSON object'],
  [{}, 'inputs must be an array'],
  [{ inputs: [null] }, 'inputs[0] must be a tensor'],
  [{ inputs: [{ ...tensor, name: 1 }] }, 'inputs[0]: name must be a string'],
  [{ inputs: [{ ...tensor, name: 'x'.repeat(1001) }] }, 'name must be a string of at most 1000'],
  [{ inputs: [{ ...tensor, datatype: 'FP31' }] }, 'tensor x: datatype must be one of'],
  [{ inputs: [{ ...tensor, datatype: 'FP16' }] }, 'tensor x: JSON has no float16'],
  [{ inputs: [{ ...tensor, datatype: 'BYTES' }] }, "got 'BYTES'"],
  [{ inputs: [{ ...tensor, shape: [-1] }] }, 'tensor x: shape must be an array'],
  [{ inputs: [{ ...tensor, shape: [1e300] }] }, 'tensor x: shape must be an array'],
  [{ inputs: [{ ...tensor, shape: [2 ** 40, 2 ** 40] }] }, 'tensor x: shape must be an array'],
  [{ inputs: [{ ...tensor, shape: [2] }] }, 'got 1 numbers'],
  [{ inputs: [{ ...tensor, data: 'none' }] }, 'got no array'],
  [{ inputs: [{ ...tensor, data: ['1'] }] }, 'data[0] is no float32'],
  [{ inputs: [{ ...tensor, datatype: 'UINT8', data: [256] }] }, 'data[0] is no uint8'],
  [{ inputs: [{ ...tensor, datatype: 'INT64', data: [2 ** 60] }] }, 'data[0] is no int64'],
  [{ inputs: [tensor, tensor] }, 'tensor x: is given twice'],
  [{ inputs: [binary] }, 'tensor x: float32 [1] has 4 bytes, got 0'],
  [{ inputs: [{ ...binary, data: [1] }] }, 'has both data and binary_data_size'],
  [
    { inputs: [{ ...binary, parameters: { binary_data_size: -4 } }] },
    'binary_data_size must be a whole number',
  ],
])('%j: %s', (json, message) => {
  const read = () => readTensors(parseBody(Buffer.from(JSON.stringify(json))), 'inputs');
  expect(read).toThrow(message);
});

test('lengths of the JSON that are none, bytes that no tensor names', () => {
  const bytes = Buffer.from(JSON.stringify({ inputs: [] }));
  for (const length of ['-1', '1e2', `${bytes.length + 1}`, '', '99999999999999999999']) {
    expect(() => parseBody(bytes, length)).toThrow('must be a whole number up to');
  }
  const longer = parseBody(Buffer.concat([bytes, Buffer.alloc(3)]), `${bytes.length}`);
  expect(() => readTensors(longer, 'inputs')).toThrow(
    '3 bytes follow the JSON, the tensors name 0',
  );
  expect(() => parseBody(Uint8Array.of(0x7b, 0xff, 0x7d))).toThrow('the body is no JSON');
});
