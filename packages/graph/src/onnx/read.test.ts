import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GraphError } from '../errors.ts';
import { arbitraryGraph } from '../graph/arbitrary.test.support.ts';
import type { Model } from '../graph/graph.ts';
import { parseGraph } from '../graph/parse.ts';
import { readModel } from './read.ts';
import { type ModelProto, modelCodec, type TensorProto } from './schema.ts';
import { writeModel } from './write.ts';

const arbitraryModel: fc.Arbitrary<Model> = fc.record({
  graph: arbitraryGraph(),
  irVersion: fc.nat(),
  opsets: fc.dictionary(fc.constantFrom('', 'com.example'), fc.nat(), {
    minKeys: 1,
    noNullPrototype: true,
  }),
  producerName: fc.string({ unit: 'grapheme' }),
  producerVersion: fc.string(),
  metadata: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true }),
});

test('what is written is read back as the same model', () => {
  fc.assert(
    fc.property(arbitraryModel, (model) => {
      expect(readModel(writeModel(model))).toEqual(model);
    }),
  );
});

const bytes = (proto: ModelProto): Uint8Array => modelCodec.encode(proto);
const shape = { dim: [{ dimValue: 2 }, {}] };
const float = (name: string) => ({ name, type: { tensorType: { elemType: 1, shape } } });
const opsetImport = [{ domain: 'ai.onnx', version: 18 }];

test('files of other producers: names left out, initializers among the inputs, ai.onnx', () => {
  const { graph, opsets } = readModel(
    bytes({
      opsetImport,
      graph: {
        input: [float('x'), float('w')],
        output: [float('y')],
        initializer: [{ name: 'w', dims: [2], dataType: 1, floatData: [1, 2] }],
        node: [
          { opType: 'Neg', domain: 'ai.onnx', input: ['x'], output: ['a'] },
          { opType: 'Neg', name: 'a', input: ['a'], output: ['b'] },
          { opType: 'Add', name: 'a', input: ['b', 'w'], output: ['y'] },
        ],
      },
    }),
  );
  expect(graph.nodes.map(({ name, domain }) => [name, domain])).toEqual([
    ['a.1', ''],
    ['a', ''],
    ['y', ''],
  ]);
  expect(graph.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [2, 'x.1'] }]);
  expect(opsets).toEqual({ '': 18 });
});

test.each<[TensorProto, string, (number | bigint)[]]>([
  [{ dataType: 1, floatData: [0.5, -1] }, 'float32', [0.5, -1]],
  [{ dataType: 11, doubleData: [0.1, -1] }, 'float64', [0.1, -1]],
  [{ dataType: 10, int32Data: [0x3c00, 0xc000] }, 'float16', [0x3c00, 0xc000]],
  [{ dataType: 3, int32Data: [-128, 127] }, 'int8', [-128, 127]],
  [{ dataType: 5, int32Data: [-32768, 1] }, 'int16', [-32768, 1]],
  [{ dataType: 6, int32Data: [-(2 ** 31), 1] }, 'int32', [-(2 ** 31), 1]],
  [{ dataType: 7, int64Data: ['-9223372036854775808', 1] }, 'int64', [-(2n ** 63n), 1n]],
  [{ dataType: 2, int32Data: [255, 1] }, 'uint8', [255, 1]],
  [{ dataType: 4, int32Data: [65535, 1] }, 'uint16', [65535, 1]],
  [{ dataType: 12, uint64Data: ['4294967295', 1] }, 'uint32', [2 ** 32 - 1, 1]],
  [{ dataType: 9, int32Data: [1, 0] }, 'bool', [1, 0]],
  [{ dataType: 1, rawData: Uint8Array.of(0, 0, 128, 63, 0, 0, 0, 192) }, 'float32', [1, -2]],
])('the numbers of %j', (tensor, dtype, values) => {
  const initializer = [{ name: 'w', dims: [2], ...tensor }];
  const constant = readModel(bytes({ opsetImport, graph: { initializer } })).graph.initializers.get(
    'w',
  );
  expect(constant?.dtype).toBe(dtype);
  expect(Array.from<number | bigint>(constant?.data ?? [])).toEqual(values);
});

const whole = writeModel({
  graph: parseGraph('g (float[N] x) => (float[N] y) <float[2] w = {1, 2}> { y = Add(x, w) }'),
  irVersion: 8,
  opsets: { '': 18 },
  producerName: '',
  producerVersion: '',
  metadata: {},
});

test('a file cut short anywhere is refused in one line', () => {
  for (let length = 0; length < whole.length; length++) {
    expect(() => readModel(whole.subarray(0, length))).toThrow(
      expect.objectContaining({
        code: 'bad-model',
        message: expect.stringMatching(/^this is not an ONNX model: .+$/),
      }),
    );
  }
});

test('no bytes make anything but a model or a bad-model error', () => {
  const damaged = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    .map((edits) => {
      const copy = whole.slice();
      for (const [at, value] of edits) copy[at] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array()), (given) => {
      const error = errorOf(() => readModel(given));
      expect(error === undefined || error instanceof GraphError).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

function errorOf(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

const text = (value: string) => new TextEncoder().encode(value);
test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(), 'it is empty'],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'cannot be decoded'],
  ['a page', text('<!doctype html><html></html>'), 'not an ONNX model'],
  ['JSON', text('{"format": "layers-model"}'), 'not an ONNX model'],
  ['no graph', bytes({ irVersion: 8, opsetImport }), 'it has no graph'],
  ['no operator set', bytes({ graph: {} }), 'it names no operator set'],
  ['functions', bytes({ opsetImport, graph: {}, functions: [{}] }), 'defines functions'],
  ['training', bytes({ opsetImport, graph: {}, trainingInfo: [{}] }), 'training_info'],
  ['sparse', bytes({ opsetImport, graph: { sparseInitializer: [{}] } }), 'sparse tensors'],
  ['no type', bytes({ opsetImport, graph: { input: [{ name: 'x' }] } }), 'value x is not a tensor'],
  [
    'no rank',
    bytes({ opsetImport, graph: { input: [{ name: 'x', type: { tensorType: {} } }] } }),
    'value x has no shape',
  ],
])('%s is refused', (_, given, message) => {
  expect(() => readModel(given)).toThrow(
    expect.objectContaining({ code: 'bad-model', message: expect.stringContaining(message) }),
  );
});

test.each<[TensorProto, string]>([
  [{ dims: [2], dataType: 8 }, 'tensor w is a constant of texts'],
  [{ dims: [2], dataType: 1, floatData: [1] }, '1 numbers do not fill float32[2]'],
  [{ dims: [2], dataType: 1, rawData: new Uint8Array(7) }, '7 bytes do not fill float32[2]'],
  [{ dims: [-1], dataType: 1 }, 'tensor w: -1 is not a size'],
  [{ dims: [1], dataType: 1, segment: {} }, 'tensor w is stored in segments'],
  [
    {
      dims: [1],
      dataType: 1,
      dataLocation: 1,
      externalData: [{ key: 'location', value: 'w.bin' }],
    },
    'tensor w lies in the file w.bin beside the model',
  ],
  [{ dims: [1], dataType: 1, dataLocation: 1 }, 'tensor w needs 4 bytes'],
  [
    { dims: [1], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: '../w' }] },
    "outside the model's folder",
  ],
])('the tensor %j is refused', (tensor, message) => {
  const given = bytes({ opsetImport, graph: { initializer: [{ name: 'w', ...tensor }] } });
  expect(() => readModel(given)).toThrow(
    expect.objectContaining({ code: 'bad-model', message: expect.stringContaining(message) }),
  );
});

test.each([
  [{ name: 'a', type: 11 }, 'attribute a of node n is of type 11'],
  [{ name: 'a', type: 2, refAttrName: 'b' }, 'refers to a function'],
  [{ name: 'a', type: 2, i: '9007199254740993' }, '9007199254740993 is too large'],
])('the attribute %j is refused', (attribute, message) => {
  const node = [{ opType: 'Op', name: 'n', attribute: [attribute] }];
  expect(() => readModel(bytes({ opsetImport, graph: { node } }))).toThrow(
    expect.objectContaining({ code: 'bad-model', message: expect.stringContaining(message) }),
  );
});

test('a graph that is not well formed is refused', () => {
  const node = [{ opType: 'Neg', name: 'n', input: ['nowhere'], output: ['y'] }];
  expect(() => readModel(bytes({ opsetImport, graph: { node } }))).toThrow(/n uses nowhere/);
});

test('many nodes without names get names in linear time', () => {
  const node = Array.from({ length: 60_000 }, () => ({ opType: 'Op' }));
  const { graph } = readModel(bytes({ opsetImport, graph: { node } }));
  expect(graph.nodes[0]?.name).toBe('Op');
  expect(graph.nodes.at(-1)?.name).toBe('Op.59999');
}, 20_000);

test('subgraphs nested without end are refused before the stack overflows', () => {
  let graph = {};
  for (let depth = 0; depth < 20; depth++) {
    graph = { node: [{ opType: 'If', name: 'n', attribute: [{ name: 'a', type: 5, g: graph }] }] };
  }
  expect(() => readModel(bytes({ opsetImport, graph }))).toThrow(/nested more than 16 deep/);
});

test('a size that a number cannot hold exactly is refused', () => {
  const dim = [{ dimValue: '9223372036854775807' }];
  const input = [{ name: 'x', type: { tensorType: { elemType: 1, shape: { dim } } } }];
  expect(() => readModel(bytes({ opsetImport, graph: { input } }))).toThrow(
    /value x: the size 9223372036854775807 is too large/,
  );
});
