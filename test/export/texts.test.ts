/** Texts in GraphModels: what tfjs computes with them, and what ONNX Runtime does. */
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { beforeAll, expect, test } from 'vitest';
import { agrees } from './support/agrees.ts';
import { graphModel, type ModelSpec, node, placeholder, type } from './support/graph-def.ts';
import { int, ints, text } from './operators/operator-case.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const textsOf = (values: readonly string[]) => tf.tensor([...values], [values.length], 'string');
const empty = tf.scalar('', 'string');
const vector = (...numbers: number[]) => tf.tensor1d(numbers, 'int32');
const scalar = (number: number) => tf.scalar(number, 'int32');

/** The hash is of 31 bits here, so that texts with one wrong byte differ. */
const hashing: ModelSpec = {
  inputs: [placeholder('x', 'STRING', [-1])],
  nodes: [node('hash', 'StringToHashBucketFast', ['x'], { num_buckets: int(2 ** 31 - 1) })],
  outputs: { hash: 'hash' },
};

/** Characters of two to four bytes whose hashes would allow another length, too. */
const ambiguous = [0x141, 0x77d, 0x9cf, 0x223d, 0xac2b, 0xfe73, 0x486ee, 0x166a1, 0xef5b2];

test('a text is hashed as in tfjs, whatever its length and its characters', async () => {
  const lengths = [...Array(70).keys(), 95, 127, 128, 129, 191, 192, 193, 300];
  const ofLength = lengths.map((length) => 'añ€😀z'.repeat(60).slice(0, length));
  const inBytes = lengths.map((length) => 'x1'.repeat(150).slice(0, length));
  const characters = Array.from({ length: 0x110000 / 1013 }, (_, i) => i * 1013)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .concat(ambiguous)
    .map((code) => String.fromCodePoint(Math.max(1, code)));
  const sets = [ofLength.filter(isWhole), inBytes, characters, ['one'], [''], []];
  const { opset } = await agrees(
    hashing,
    sets.map((set) => ({ x: textsOf(set) })),
  );
  expect(opset).toBe(18);
});

/** Whether a text does not end inside of a pair of surrogates. */
const isWhole = (value: string) => !/[\ud800-\udbff]$/.test(value);

test('bytes of texts, neighbors joined, are hashed as in tfjs', async () => {
  const attributes = {
    ngram_widths: ints(2),
    separator: text(' '),
    left_pad: text(''),
    right_pad: text(''),
    pad_width: int(0),
    preserve_short_sequences: { b: false },
  };
  const spec: ModelSpec = {
    inputs: [placeholder('x', 'STRING', [1])],
    weights: { empty, start: tf.tensor1d([0], 'int32'), axis: tf.scalar(0, 'int32') },
    nodes: [
      node('bytes', 'StringSplit', ['x', 'empty'], { skip_empty: { b: false } }),
      node('count', 'Shape', ['bytes:1'], { out_type: type('INT32') }),
      node('splits', 'ConcatV2', ['start', 'count', 'axis'], { N: int(2) }),
      node('pairs', 'StringNGrams', ['bytes:1', 'splits'], attributes),
      node('hash', 'StringToHashBucketFast', ['pairs'], { num_buckets: int(5000) }),
    ],
    outputs: { hash: 'hash', splits: 'pairs:1', places: 'bytes', shape: 'bytes:2' },
  };
  const { opset } = await agrees(
    spec,
    ['const x = 1;', 'größer als 3 € 😀', 'ab'].map((value) => ({ x: textsOf([value]) })),
  );
  expect(opset).toBe(20);
});

test('neighbors in a row of bytes are filled up with other texts', async () => {
  const entry = { T: type('INT32'), shrink_axis_mask: int(1) };
  const spec: ModelSpec = {
    inputs: [placeholder('x', 'STRING', [1])],
    weights: {
      empty,
      ...{ start: vector(0), first: vector(0), second: vector(1), third: vector(2) },
      ...{ axis: scalar(0), size: vector(40) },
      blank: textsOf(Array.from({ length: 40 }, () => '')),
    },
    nodes: [
      node('bytes', 'StringSplit', ['x', 'empty'], { skip_empty: { b: false } }),
      node('count', 'Shape', ['bytes:1'], { out_type: type('INT32') }),
      node('splits', 'ConcatV2', ['start', 'count', 'axis'], { N: int(2), T: type('INT32') }),
      node('pairs', 'StringNGrams', ['bytes:1', 'splits'], {
        ...{ ngram_widths: ints(2), separator: text(' '), left_pad: text(''), right_pad: text('') },
        ...{ pad_width: int(0), preserve_short_sequences: { b: false } },
      }),
      node('from', 'StridedSlice', ['pairs:1', 'first', 'second', 'second'], entry),
      node('to', 'StridedSlice', ['pairs:1', 'second', 'third', 'second'], entry),
      node('begin', 'ExpandDims', ['from', 'axis'], { T: type('INT32') }),
      node('end', 'ExpandDims', ['to', 'axis'], { T: type('INT32') }),
      node('row', 'StridedSlice', ['pairs', 'begin', 'end', 'second'], { T: type('STRING') }),
      node('filled', 'ConcatV2', ['row', 'blank', 'axis'], { N: int(2), T: type('STRING') }),
      node('cut', 'StridedSlice', ['filled', 'first', 'size', 'second'], { T: type('STRING') }),
      node('hash', 'StringToHashBucketFast', ['cut'], { num_buckets: int(5000) }),
    ],
    outputs: { hash: 'hash' },
  };
  // tfjs puts U+FFFD in the place of single bytes when it joins vectors of texts.
  const values = ['const x = 1;', 'größer als 3 € 😀', 'ab', 'a'];
  const { opset } = await agrees(
    spec,
    values.map((value) => ({ x: textsOf([value]) })),
  );
  expect(opset).toBe(20);
});

test.each([18, 19])(
  'texts are compared with each other and with one of the model, opset %i',
  async (opset) => {
    const spec = (other: string): ModelSpec => ({
      inputs: [placeholder('x', 'STRING', [-1]), placeholder('y', 'STRING', [-1])],
      weights: { known: tf.scalar('a', 'string') },
      nodes: [
        node('equal', 'Equal', ['x', other], { T: type('STRING') }),
        node('differs', 'NotEqual', [other, 'x'], { T: type('STRING') }),
      ],
      outputs: { equal: 'equal', differs: 'differs' },
    });
    const sets = [{ x: textsOf(['a', 'b', 'é']), y: textsOf(['b', 'b', 'é']) }];
    await agrees(spec('known'), sets, undefined, { opset });
    if (opset === 19) {
      await agrees(spec('y'), sets, undefined, { opset });
      return;
    }
    const refused = exportModel(await graphModel(spec('y')), { opset });
    await expect(refused).rejects.toThrow('Equal with texts (opset 19, node equal/Equal)');
  },
);

test('texts are moved as numbers are', async () => {
  const { graph } = await agrees(
    {
      inputs: [placeholder('x', 'STRING', [-1, 2])],
      weights: {
        axis: tf.scalar(1, 'int32'),
        first: tf.tensor1d([0, 1], 'int32'),
        sizes: tf.tensor1d([-1, 1], 'int32'),
        labels: tf.tensor([['é', 'b']], [1, 2], 'string'),
      },
      nodes: [
        node('begin', 'Slice', ['x', 'first', 'sizes'], { T: type('STRING') }),
        node('joined', 'ConcatV2', ['begin', 'x', 'axis'], { N: int(2) }),
        node('all', 'Identity', ['labels']),
      ],
      outputs: { joined: 'joined', labels: 'all' },
    },
    [1, 3].map((n) => ({
      x: tf.tensor(
        Array.from({ length: 2 * n }, (_, i) => `text ${i}`),
        [n, 2],
        'string',
      ),
    })),
  );
  expect(graph.outputs.map(({ dtype }) => dtype)).toEqual(['string', 'string']);
});

test.each([true, false])('texts are cut at a character; empty parts skipped: %s', async (skips) => {
  const spec: ModelSpec = {
    inputs: [placeholder('x', 'STRING', [-1])],
    weights: { comma: textsOf([',']).reshape([]) },
    nodes: [node('parts', 'StringSplit', ['x', 'comma'], { skip_empty: { b: skips } })],
    outputs: { places: 'parts', parts: 'parts:1', shape: 'parts:2' },
  };
  const { opset } = await agrees(
    spec,
    [['a,bc,,größer', 'one', ',x,'], ['d e'], ['1,2', '3,,,4']].map((value) => ({
      x: textsOf(value),
    })),
  );
  expect(opset).toBe(20);
});

test('neighbors of several widths, each row after the other', async () => {
  const attributes = {
    ...{
      ngram_widths: ints(1, 3, 2),
      separator: text('_'),
      left_pad: text(''),
      right_pad: text(''),
    },
    ...{ pad_width: int(0), preserve_short_sequences: { b: false } },
  };
  const spec = (splits: readonly number[]): ModelSpec => ({
    inputs: [placeholder('x', 'STRING', [6])],
    weights: { splits: tf.tensor1d([...splits], 'int32') },
    nodes: [node('grams', 'StringNGrams', ['x', 'splits'], attributes)],
    outputs: { grams: 'grams', splits: 'grams:1' },
  });
  const x = textsOf(['a', 'b', 'c', 'd', 'e', 'f']);
  for (const splits of [
    [0, 6],
    [0, 4, 4, 6],
    [0, 1, 3, 6],
  ]) {
    const { graph } = await agrees(spec(splits), [{ x }]);
    expect(graph.outputs.map(({ dtype }) => dtype)).toEqual(['string', 'int32']);
  }
});

test.each([
  [
    'StringSplit',
    { delimiter: tf.scalar(',;', 'string') },
    {},
    'cuts texts at each of several bytes',
  ],
  [
    'StringNGrams',
    { splits: tf.tensor1d([0, 2], 'int32') },
    { ngram_widths: ints(2), pad_width: int(1) },
    'pads its rows',
  ],
])('%s in a form without an equal in ONNX is refused', async (op, weights, attr, why) => {
  const spec = {
    inputs: [placeholder('x', 'STRING', [2])],
    weights,
    nodes: [node('node', op, ['x', ...Object.keys(weights)], attr)],
    outputs: { y: 'node' },
  };
  await expect(exportModel(await graphModel(spec))).rejects.toThrow(why);
});

const readAsBytes = (value: string) => Buffer.from(value).toString('latin1').toLowerCase();

test.each<[pattern: string, rewrite: string, isGlobal: boolean]>([
  ...['(a)', 'ab', '^a', 'a|b', 'a*', '.', '', 'é', String.raw`\b`, 'a++'].map(
    (pattern): [string, string, boolean] => [pattern, '', true],
  ),
  ['a', '$&', true],
  ['a', '', false],
])(
  'a pattern that ONNX cannot replace is refused: %j by %j, everywhere %s',
  async (pattern, rewrite, isGlobal) => {
    const attributes = {
      pattern: text(pattern),
      rewrite: text(rewrite),
      replace_global: { b: isGlobal },
    };
    const spec = {
      inputs: [placeholder('x', 'STRING', [2])],
      nodes: [node('node', 'StaticRegexReplace', ['x'], attributes)],
      outputs: { y: 'node' },
    };
    await expect(exportModel(await graphModel(spec))).rejects.toThrow(
      `StaticRegexReplace node replaces ${JSON.stringify(readAsBytes(pattern))}: ONNX`,
    );
  },
);
