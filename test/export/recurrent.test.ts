/**
 * Recurrent layers become ONNX's LSTM, GRU, RNN and Scan, whose number of steps is open: one file computes
 * what tfjs's cpu backend does at every length.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { exportStep } from '@ganport/export';
import { compareTensors } from '@ganport/parity';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { toHost, toNumbers, toTensor, type Numbers } from '../lowering/support/numbers.ts';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
type Layer = tf.layers.Layer;
const features = 3;

/** A model of a sequence of any length. */
function sequenceModel(...stack: readonly Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [null, features] });
  let value: tf.SymbolicTensor | tf.SymbolicTensor[] = input;
  for (const layer of stack) value = layer.apply(value) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: value });
  drawWeights(model);
  return model;
}

/** Batches and lengths, among them those at which no recording was made. */
const sizes = [
  [1, 1],
  [2, 7],
  [1, 20],
];
const sequences = () => sizes.map((size) => drawInputs([[...size, features]]));

const cases: Record<string, [make: () => Layer[], operators: string[]]> = {
  lstm: [() => [layers.lstm({ units: 4 })], ['LSTM']],
  'lstm, sequences': [() => [layers.lstm({ units: 4, returnSequences: true })], ['LSTM']],
  'lstm without bias': [() => [layers.lstm({ units: 4, useBias: false })], ['LSTM']],
  'lstm of one unit': [() => [layers.lstm({ units: 1 })], ['LSTM']],
  'lstm backwards': [() => [layers.lstm({ units: 4, goBackwards: true })], ['LSTM']],
  'lstm backwards, sequences': [
    () => [layers.lstm({ units: 4, goBackwards: true, returnSequences: true })],
    ['LSTM'],
  ],
  'lstm with dropout': [
    () => [layers.lstm({ units: 4, dropout: 0.5, recurrentDropout: 0.5 })],
    ['LSTM'],
  ],
  'lstm with states': [() => [layers.lstm({ units: 4, returnState: true })], ['LSTM']],
  'lstm, sequences and states': [
    () => [layers.lstm({ units: 4, returnSequences: true, returnState: true })],
    ['LSTM'],
  ],
  gru: [() => [layers.gru({ units: 4 })], ['GRU']],
  'gru, sequences and states': [
    () => [layers.gru({ units: 4, returnSequences: true, returnState: true })],
    ['GRU'],
  ],
  simpleRNN: [() => [layers.simpleRNN({ units: 4 })], ['RNN']],
  'simpleRNN backwards, sequences': [
    () => [layers.simpleRNN({ units: 4, goBackwards: true, returnSequences: true })],
    ['RNN'],
  ],
  'rnn of a cell': [() => [layers.rnn({ cell: layers.lstmCell({ units: 4 }) })], ['LSTM']],
  'rnn of a stack of cells': [
    () => [
      layers.rnn({
        cell: [
          layers.gruCell({ units: 2 }),
          layers.lstmCell({ units: 3 }),
          layers.simpleRNNCell({ units: 4 }),
        ],
        returnState: true,
      }),
    ],
    ['GRU', 'LSTM', 'RNN'],
  ],
  'stacked layers': [
    () => [layers.lstm({ units: 4, returnSequences: true }), layers.gru({ units: 2 })],
    ['LSTM', 'GRU'],
  ],
  'timeDistributed between layers': [
    () => [
      layers.lstm({ units: 4, returnSequences: true }),
      layers.timeDistributed({ layer: layers.dense({ units: 5, activation: 'relu' }) }),
    ],
    ['LSTM'],
  ],
};
for (const mergeMode of ['concat', 'sum', 'ave', 'mul', null] as const) {
  for (const returnSequences of [false, true]) {
    cases[`bidirectional, ${mergeMode}${returnSequences ? ', sequences' : ''}`] = [
      () => [
        layers.bidirectional({
          layer: layers.gru({ units: 4, returnSequences }),
          // tfjs's type lacks its own null.
          mergeMode: mergeMode as 'concat',
        }),
      ],
      ['GRU', 'GRU'],
    ];
  }
}
const masked: Record<string, () => Layer> = {
  lstm: () => layers.lstm({ units: 4, returnState: true }),
  'lstm, sequences': () => layers.lstm({ units: 4, returnSequences: true }),
  'gru backwards, sequences': () =>
    layers.gru({ units: 4, goBackwards: true, returnSequences: true }),
  'simpleRNN, sequences': () => layers.simpleRNN({ units: 4, returnSequences: true }),
  bidirectional: () =>
    layers.bidirectional({
      layer: layers.lstm({ units: 4, returnSequences: true }),
      mergeMode: 'concat',
    }),
};
const bounded = ['hardSigmoid', 'sigmoid', 'softsign', 'tanh'] as const;
const unbounded = ['elu', 'linear', 'relu', 'softplus'] as const;
for (const activation of [...bounded, ...unbounded]) {
  const recurrentActivation = activation === 'tanh' ? 'sigmoid' : 'hardSigmoid';
  cases[`lstm with ${activation}`] = [
    () => [layers.lstm({ units: 4, activation, recurrentActivation })],
    ['LSTM'],
  ];
  // Gates without bounds grow with each step, and so do differences.
  if (unbounded.some((name) => name === activation)) continue;
  cases[`gru with ${activation} as gates`] = [
    () => [layers.gru({ units: 4, recurrentActivation: activation })],
    ['GRU'],
  ];
  cases[`simpleRNN with ${activation}`] = [
    () => [layers.simpleRNN({ units: 4, activation })],
    ['RNN'],
  ];
}

const isRecurrent = ({ op }: { op: string }) => ['LSTM', 'GRU', 'RNN'].includes(op);

describe('one graph for every batch and length', () => {
  test.each(Object.entries(cases))('%s', async (_, [make, operators]) => {
    const model = sequenceModel(...make());
    const onnx = await exported(model);
    expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 'time', features]);
    expect(onnx.graph.nodes.filter(isRecurrent).map(({ op }) => op)).toEqual(operators);
    expect(await largestDifference(model, onnx, sequences())).toBeLessThan(1e-5);
  });
});

/** Zeros for padding: a sample without any, one with some at the end and in between, one of nothing else. */
const tokens = (length: number): Numbers => {
  const rows = [
    (t: number) => (t % 5) + 1,
    (t: number) => (t === 1 || t > 4 ? 0 : (t % 3) + 1),
    () => 0,
  ];
  const values = rows.flatMap((row) => Array.from({ length }, (_, t) => row(t)));
  return { dtype: 'float32', shape: [rows.length, length], values };
};

describe('masked steps, of any length', () => {
  test.each(Object.entries(masked))('%s', async (_, make) => {
    const input = tf.input({ shape: [null] });
    const embedding = layers.embedding({ inputDim: 6, outputDim: features, maskZero: true });
    const output = make().apply(embedding.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    drawWeights(model);
    const onnx = await exported(model);
    expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 'time']);
    expect(onnx.graph.nodes.some(isRecurrent)).toBe(true);
    const inputs = [1, 7].map((length) => [tokens(length)]);
    expect(await largestDifference(model, onnx, inputs)).toBeLessThan(1e-5);
  });

  test('a mask and initial states', async () => {
    const inputs = [
      tf.input({ shape: [null, features] }),
      tf.input({ shape: [4] }),
      tf.input({ shape: [4] }),
    ] as const;
    const kept = layers.masking({ maskValue: 0 }).apply(inputs[0]) as tf.SymbolicTensor;
    const lstm = layers.lstm({ units: 4, returnSequences: true });
    const outputs = lstm.apply([kept, inputs[1], inputs[2]]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [...inputs], outputs });
    drawWeights(model);
    const onnx = await exported(model);
    const [sequence, ...states] = drawInputs([
      [2, 6, features],
      [2, 4],
      [2, 4],
    ]) as [Numbers, Numbers, Numbers];
    // The first sample has no step at all, the second begins and ends with a masked one.
    const values = sequence.values.map((value, i) => {
      const step = Math.floor(i / features);
      return step < 7 || step === 11 ? 0 : value;
    });
    const sets = [[{ ...sequence, values }, ...states]];
    expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-5);
  });
});

test('states go from an encoder to a decoder, whose sequence has another length', async () => {
  const [source, target] = [3, 2].map((size) => tf.input({ shape: [null, size] })) as [
    tf.SymbolicTensor,
    tf.SymbolicTensor,
  ];
  const encoder = layers.lstm({ units: 4, returnState: true });
  const [, h, c] = encoder.apply(source) as tf.SymbolicTensor[];
  const decoder = layers.lstm({ units: 4, returnSequences: true });
  const outputs = decoder.apply([target, h, c] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: [source, target], outputs });
  drawWeights(model);
  const onnx = await exported(model);
  const lengths = onnx.graph.inputs.map(({ shape }) => shape[1]);
  expect(lengths).toEqual(model.inputNames.map((name) => `${name}_time`));
  const sets = [
    drawInputs([
      [2, 5, 3],
      [2, 9, 2],
    ]),
  ];
  expect(await largestDifference(model, onnx, sets)).toBeLessThan(1e-5);
});

test('the states of a stateful layer are inputs and outputs, zeros at first', async () => {
  const model = tf.sequential({
    layers: [
      layers.lstm({ name: 'memory', units: 4, stateful: true, batchInputShape: [2, 3, features] }),
    ],
  });
  drawWeights(model);
  const onnx = await exported(model);
  const names = ['memory.state.0', 'memory.state.1'];
  expect(onnx.graph.inputs.slice(1).map(({ name }) => name)).toEqual(names);
  expect(onnx.graph.outputs.slice(1).map(({ name }) => name)).toEqual(
    names.map((name) => `${name}.next`),
  );
  const session = await createSession(onnx.bytes(), { providers: ['cpu'], threads: 1 });
  const zeros = toHost({ dtype: 'float32', shape: [2, 4], values: Array<number>(8).fill(0) });
  let states = Object.fromEntries(names.map((name) => [name, zeros]));
  const [first, second] = drawInputs([
    [2, 3, features],
    [2, 3, features],
  ]) as [Numbers, Numbers];
  for (const x of [first, second]) {
    const results = await session.run({ [model.inputNames[0] ?? '']: toHost(x), ...states });
    const want = model.predict(toTensor(x)) as tf.Tensor;
    const got = results[model.outputNames[0] ?? ''] as HostTensor;
    expect(compareTensors(got, toHost(toNumbers(want))).maxAbs).toBeLessThan(1e-5);
    states = Object.fromEntries(names.map((name) => [name, results[`${name}.next`] as HostTensor]));
  }
  await session.dispose();
});

test('weights keep their names, and a shared layer has them once', async () => {
  const input = tf.input({ shape: [null, features] });
  const lstm = layers.lstm({ name: 'shared', units: features, returnSequences: true });
  const twice = lstm.apply(lstm.apply(input)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: twice });
  drawWeights(model);
  const onnx = await exported(model);
  const names = model.weights.map(({ originalName }) => originalName);
  expect([...onnx.graph.initializers.keys()]).toEqual(expect.arrayContaining(names));
  const floats = [...onnx.graph.initializers.values()].filter(({ dtype }) => dtype === 'float32');
  expect(floats).toHaveLength(names.length);
  expect(onnx.graph.nodes.filter(isRecurrent)).toHaveLength(2);
});

test('nothing but the loops is left of a bidirectional layer', async () => {
  const layer = layers.lstm({ units: 4, returnSequences: true });
  const model = sequenceModel(layers.bidirectional({ layer, mergeMode: 'concat' }));
  const { graph } = await exported(model);
  expect(graph.nodes.map(({ op }) => op)).toEqual([
    'Transpose',
    'LSTM',
    'LSTM',
    'Concat',
    'Squeeze',
    'Transpose',
  ]);
});

describe('cells that ONNX lacks are a Scan', () => {
  /** A cell of somebody's own: a running sum of the inputs, whose output is not its state. */
  class SumCell extends tf.layers.Layer {
    static readonly className = 'SumCell';
    readonly stateSize = features;

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
      const [x, sum] = inputs as [tf.Tensor, tf.Tensor];
      const next = x.add(sum.mul(0.5));
      return [next.neg(), next];
    }
  }
  const scans: Record<string, () => Layer> = {
    'another activation': () => layers.lstm({ units: 4, activation: 'selu' }),
    'backwards, sequences and states': () =>
      layers.gru({
        units: 4,
        activation: 'gelu',
        goBackwards: true,
        returnSequences: true,
        returnState: true,
      }),
    dropout: () =>
      layers.lstm({ units: 4, activation: 'selu', dropout: 0.5, recurrentDropout: 0.5 }),
    'a cell of their own': () => layers.rnn({ cell: new SumCell({}) as never }),
    'a cell of their own, sequences': () =>
      layers.rnn({ cell: new SumCell({}) as never, returnSequences: true, returnState: true }),
  };
  test.each(Object.entries(scans))('%s', async (_, make) => {
    const model = sequenceModel(make());
    const onnx = await exported(model);
    expect(onnx.graph.nodes.filter(({ op }) => op === 'Scan')).toHaveLength(1);
    expect(await largestDifference(model, onnx, sequences())).toBeLessThan(1e-5);
  });

  test.each([false, true])('masked, sequences: %s', async (returnSequences) => {
    const input = tf.input({ shape: [null] });
    const embedding = layers.embedding({ inputDim: 6, outputDim: features, maskZero: true });
    const lstm = layers.lstm({ units: 4, activation: 'selu', returnSequences, goBackwards: true });
    const outputs = lstm.apply(embedding.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    drawWeights(model);
    const inputs = [1, 7].map((length) => [tokens(length)]);
    expect(await largestDifference(model, await exported(model), inputs)).toBeLessThan(1e-5);
  });
});

test('a step that trains a recurrent layer is recorded with its gradient', async () => {
  const model = sequenceModel(layers.simpleRNN({ units: 1 }));
  const sgd = tf.train.sgd(0.1);
  const loss = (x: tf.Tensor) => (model.apply(x, { training: true }) as tf.Tensor).sum().asScalar();
  const { model: step } = await exportStep(
    ({ x }) => ({ loss: sgd.minimize(() => loss(x as tf.Tensor), true) as tf.Scalar }),
    { inputs: { x: { shape: [2, 3, features] } }, models: [model] },
  );
  expect(step.graph.nodes.some(isRecurrent)).toBe(false);
  expect(step.graph.outputs.length).toBe(1 + model.weights.length);
});
