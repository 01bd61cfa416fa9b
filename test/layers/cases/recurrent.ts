/** Layers of sequences. test/export/recurrent.test.ts tries more of their options. */
import * as tf from '@tensorflow/tfjs';
import { each, of, stack, type LayerCase, type LayerCases } from '../layer-case.ts';

const { layers } = tf;
const open = [null, 3] as const;
const units = 4;

/** @param states how many the layer has */
function rnn(
  make: (args: Parameters<typeof layers.lstm>[0]) => tf.layers.Layer,
  states: number,
): Record<string, LayerCase> {
  return {
    default: of(open, () => make({ units })),
    'returnSequences, returnState': of(open, () =>
      make({ units, returnSequences: true, returnState: true }),
    ),
    'goBackwards, returnSequences': of(open, () =>
      make({ units, goBackwards: true, returnSequences: true }),
    ),
    'useBias: false, activation': of(open, () =>
      make({ units, useBias: false, activation: 'relu' }),
    ),
    'dropout, recurrentDropout': of(open, () =>
      make({ units, dropout: 0.5, recurrentDropout: 0.5 }),
    ),
    'another activation': of(open, () =>
      make({ units, activation: 'selu', returnSequences: true }),
    ),
    masked: {
      ...stack(
        [null],
        () => layers.embedding({ inputDim: 3, outputDim: 3, maskZero: true }),
        () => make({ units, returnSequences: true }),
      ),
      tokens: 3,
    },
    'initial states': {
      inputs: [open, ...Array.from({ length: states }, () => [units])],
      build: (...inputs) => make({ units }).apply(inputs) as tf.SymbolicTensor,
    },
  };
}

/** A cell is part of a layer; the cases try the layer's. */
const inRnn = (cell: () => tf.layers.Layer): LayerCase =>
  of(open, () => layers.rnn({ cell: cell() as never, returnSequences: true }));

const lstms = () => [
  layers.lstmCell({ units, recurrentActivation: 'sigmoid' }),
  layers.lstmCell({ units: 2 }),
];

const moving = (args: Partial<Parameters<typeof layers.convLstm2d>[0]>) => () =>
  layers.convLstm2d({ filters: 2, kernelSize: 2, ...args });
const video = [3, 5, 4, 2] as const;

export const recurrent: LayerCases = {
  LSTM: rnn(layers.lstm, 2),
  GRU: rnn(layers.gru, 1),
  SimpleRNN: rnn(layers.simpleRNN, 1),
  RNN: {
    'a list of cells': of(open, () => layers.rnn({ cell: lstms(), returnState: true })),
  },
  LSTMCell: { 'in rnn': inRnn(() => layers.lstmCell({ units })) },
  GRUCell: { 'in rnn': inRnn(() => layers.gruCell({ units })) },
  SimpleRNNCell: { 'in rnn': inRnn(() => layers.simpleRNNCell({ units })) },
  StackedRNNCells: { 'in rnn': inRnn(() => layers.stackedRNNCells({ cells: lstms() })) },
  ConvLSTM2D: {
    default: of(video, moving({})),
    'returnSequences, same': of(video, moving({ returnSequences: true, padding: 'same' })),
    'returnState, strides': of(video, moving({ returnState: true, strides: 2 })),
    goBackwards: of(video, moving({ goBackwards: true })),
    'useBias: false': of(video, moving({ useBias: false })),
    dilationRate: of(video, moving({ dilationRate: 2 })),
    channelsFirst: of([3, 2, 5, 4], moving({ dataFormat: 'channelsFirst' })),
    'any number of steps': of([null, 5, 4, 2], moving({})),
  },
  ConvLSTM2DCell: { 'in convLstm2d': of(video, moving({ activation: 'relu' })) },
  Bidirectional: {
    ...each(['concat', 'sum', 'ave', 'mul'] as const, (mergeMode) =>
      of(open, () =>
        layers.bidirectional({ layer: layers.gru({ units, returnSequences: true }), mergeMode }),
      ),
    ),
    'mergeMode: null': of(open, () =>
      layers.bidirectional({ layer: layers.gru({ units }), mergeMode: null as never }),
    ),
    returnState: of(open, () =>
      layers.bidirectional({ layer: layers.lstm({ units, returnState: true }), mergeMode: 'sum' }),
    ),
  },
  TimeDistributed: {
    dense: of(open, () => layers.timeDistributed({ layer: layers.dense({ units }) })),
    'conv2d of videos': of(video, () =>
      layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 2 }) }),
    ),
    'a recurrent layer': of([null, 5, 3], () =>
      layers.timeDistributed({ layer: layers.lstm({ units }) }),
    ),
    'a model': of(open, () => {
      const inner = tf.sequential({ layers: [layers.dense({ units, inputShape: [3] })] });
      return layers.timeDistributed({ layer: inner });
    }),
  },
};
