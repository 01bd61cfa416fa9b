/** Dense layers, activations, shapes, embeddings, normalization, merging, noise. */
import * as tf from '@tensorflow/tfjs';
import { each, merging, of, stack, type LayerCase, type LayerCases } from '../layer-case.ts';

const { layers } = tf;
const [vector, sequence, image] = [[5], [7, 3], [6, 5, 4]] as const;
const first = 'channelsFirst' as const;

const activations = [
  ...(['elu', 'hardSigmoid', 'linear', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax'] as const),
  ...(['softplus', 'softsign', 'swish', 'tanh', 'mish', 'gelu', 'gelu_new'] as const),
  // tfjs's type lacks it.
  'logSoftmax' as 'softmax',
];

const pairs = [vector, vector] as const;
const merge = (make: () => tf.layers.Layer): Record<string, LayerCase> => ({
  'two vectors': merging(pairs, make),
  'three images': merging([image, image, image], make),
  'vectors to a sequence': merging([sequence, [3]], make),
});

/** After another layer: tfjs changes the shape of an input that it is applied to, so that nothing fits. */
const encoding = (
  shape: number[],
  targetShape: number[],
  outputMode: 'oneHot' | 'multiHot' | 'count',
): LayerCase => ({
  ...stack(
    shape,
    () => layers.reshape({ targetShape }),
    () => layers.categoryEncoding({ numTokens: 6, outputMode }),
  ),
  tokens: 6,
});

export const core: LayerCases = {
  InputLayer: {
    'an input that is an output': { inputs: [vector], build: (x) => x },
  },
  Dense: {
    vectors: of(vector, () => layers.dense({ units: 3 })),
    sequences: of(sequence, () => layers.dense({ units: 3, activation: 'relu' })),
    images: of(image, () => layers.dense({ units: 3 })),
    'useBias: false': of(vector, () => layers.dense({ units: 3, useBias: false })),
    'any number of steps': of([null, 3], () => layers.dense({ units: 2 })),
    ...each(activations, (activation) => of(vector, () => layers.dense({ units: 3, activation }))),
  },
  Activation: each(activations, (activation) => of(image, () => layers.activation({ activation }))),
  ELU: {
    default: of(image, () => layers.elu()),
  },
  LeakyReLU: {
    default: of(image, () => layers.leakyReLU()),
    alpha: of(image, () => layers.leakyReLU({ alpha: 0.1 })),
  },
  PReLU: {
    'a slope for each element': of(image, () => layers.prelu()),
    sharedAxes: of(image, () => layers.prelu({ sharedAxes: [1, 2] })),
  },
  ReLU: {
    default: of(image, () => layers.reLU()),
    maxValue: of(image, () => layers.reLU({ maxValue: 0.5 })),
  },
  ThresholdedReLU: {
    theta: of(image, () => layers.thresholdedReLU({ theta: 0.3 })),
  },
  Softmax: {
    default: of(vector, () => layers.softmax()),
    axis: of(image, () => layers.softmax({ axis: -1 })),
  },
  Flatten: {
    channelsLast: of(image, () => layers.flatten()),
    channelsFirst: of(image, () => layers.flatten({ dataFormat: first })),
    'a sequence': of(sequence, () => layers.flatten()),
  },
  Reshape: {
    'known sizes': of(image, () => layers.reshape({ targetShape: [10, 12] })),
    'one size left open': of(image, () => layers.reshape({ targetShape: [-1, 4] })),
  },
  Permute: {
    images: of(image, () => layers.permute({ dims: [3, 1, 2] })),
    'any number of steps': of([null, 3], () => layers.permute({ dims: [2, 1] })),
  },
  RepeatVector: {
    n: of(vector, () => layers.repeatVector({ n: 3 })),
  },
  Embedding: {
    default: { ...of([4], () => layers.embedding({ inputDim: 9, outputDim: 3 })), tokens: 9 },
    inputLength: {
      ...of([4], () => layers.embedding({ inputDim: 9, outputDim: 3, inputLength: 4 })),
      tokens: 9,
    },
    'maskZero, any number of tokens': {
      ...of([null], () => layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true })),
      tokens: 9,
    },
  },
  CategoryEncoding: {
    ...each(['multiHot', 'count'] as const, (outputMode) => encoding([2, 2], [4], outputMode)),
    oneHot: encoding([1, 1], [1], 'oneHot'),
  },
  Masking: {
    default: { ...of(sequence, () => layers.masking()), tokens: 2 },
    'maskValue, then a layer that ignores the mask': {
      ...stack(
        [null, 2],
        () => layers.masking({ maskValue: 1 }),
        () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
      ),
      tokens: 2,
    },
  },
  BatchNormalization: {
    vectors: of(vector, () => layers.batchNormalization()),
    sequences: of(sequence, () => layers.batchNormalization()),
    images: of(image, () => layers.batchNormalization({ epsilon: 0.1 })),
    'center: false': of(image, () => layers.batchNormalization({ center: false })),
    'scale: false': of(vector, () => layers.batchNormalization({ scale: false })),
  },
  LayerNormalization: {
    vectors: of(vector, () => layers.layerNormalization()),
    images: of(image, () => layers.layerNormalization({ epsilon: 0.1 })),
    axis: of(image, () => layers.layerNormalization({ axis: 1 })),
    axes: of(image, () => layers.layerNormalization({ axis: [1, 2, 3] })),
    'center: false, scale: false': of(sequence, () =>
      layers.layerNormalization({ center: false, scale: false }),
    ),
  },
  Add: merge(() => layers.add()),
  Multiply: merge(() => layers.multiply()),
  Average: merge(() => layers.average()),
  Maximum: merge(() => layers.maximum()),
  Minimum: merge(() => layers.minimum()),
  Concatenate: {
    default: merging([image, [6, 5, 2]], () => layers.concatenate()),
    axis: merging([image, [2, 5, 4]], () => layers.concatenate({ axis: 1 })),
  },
  Dot: {
    vectors: merging(pairs, () => layers.dot({ axes: 1 })),
    normalize: merging(pairs, () => layers.dot({ axes: 1, normalize: true })),
    'axes of each': merging([sequence, [3, 2]], () => layers.dot({ axes: [2, 1] })),
    'last axes': merging([sequence, [4, 3]], () => layers.dot({ axes: -1 })),
  },
  Dropout: {
    rate: of(vector, () => layers.dropout({ rate: 0.5 })),
    'noiseShape, seed': of(sequence, () =>
      layers.dropout({ rate: 0.5, noiseShape: [1, 3], seed: 1 }),
    ),
  },
  SpatialDropout1D: {
    rate: of(sequence, () => layers.spatialDropout1d({ rate: 0.5 })),
  },
  AlphaDropout: {
    rate: of(vector, () => layers.alphaDropout({ rate: 0.5 })),
  },
  GaussianDropout: {
    rate: of(vector, () => layers.gaussianDropout({ rate: 0.5 })),
  },
  GaussianNoise: {
    stddev: of(vector, () => layers.gaussianNoise({ stddev: 1 })),
  },
};
