/** Every common kind of layer: exported files are valid and compute what tfjs's cpu backend does. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawInputs, drawWeights, exported, largestDifference } from './support/exported.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const { layers } = tf;
type Layer = tf.layers.Layer;
/** From inputs of the shapes given (without batch) to one output. */
type Build = (...inputs: tf.SymbolicTensor[]) => tf.SymbolicTensor;

const through =
  (...stack: (() => Layer)[]): Build =>
  (input) => {
    let value = input;
    for (const make of stack) value = make().apply(value) as tf.SymbolicTensor;
    return value;
  };
const merged =
  (make: () => Layer): Build =>
  (...inputs) =>
    make().apply(inputs) as tf.SymbolicTensor;

const image = [[6, 6, 4]];
const vector = [[5]];
const sequence = [[4, 3]];
const same = 'same' as const;

const oneInput: Record<string, [shapes: number[][], build: Build]> = {
  dense: [vector, through(() => layers.dense({ units: 3 }))],
  'dense of a sequence': [sequence, through(() => layers.dense({ units: 2, useBias: false }))],
  conv1d: [sequence, through(() => layers.conv1d({ filters: 2, kernelSize: 2 }))],
  conv2d: [image, through(() => layers.conv2d({ filters: 3, kernelSize: 3, strides: 2 }))],
  'conv2d, dilated': [
    image,
    through(() => layers.conv2d({ filters: 3, kernelSize: 2, dilationRate: 2, padding: same })),
  ],
  conv2dTranspose: [
    image,
    through(() => layers.conv2dTranspose({ filters: 3, kernelSize: 5, strides: 2, padding: same })),
  ],
  conv3d: [
    [[3, 4, 4, 2]],
    through(() => layers.conv3d({ filters: 2, kernelSize: 2, padding: same })),
  ],
  depthwiseConv2d: [image, through(() => layers.depthwiseConv2d({ kernelSize: 3, padding: same }))],
  separableConv2d: [
    image,
    through(() => layers.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2 })),
  ],
  maxPooling2d: [image, through(() => layers.maxPooling2d({ poolSize: 2 }))],
  'averagePooling2d, same': [
    image,
    through(() => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: same })),
  ],
  maxPooling1d: [sequence, through(() => layers.maxPooling1d({ poolSize: 2 }))],
  globalAveragePooling2d: [image, through(() => layers.globalAveragePooling2d({}))],
  globalMaxPooling2d: [image, through(() => layers.globalMaxPooling2d({}))],
  'batchNormalization of images': [image, through(() => layers.batchNormalization({}))],
  'batchNormalization of vectors': [vector, through(() => layers.batchNormalization({}))],
  layerNormalization: [image, through(() => layers.layerNormalization({ axis: -1 }))],
  upSampling2d: [image, through(() => layers.upSampling2d({ size: [2, 3] }))],
  'upSampling2d, bilinear': [
    image,
    through(() => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })),
  ],
  zeroPadding2d: [
    image,
    through(() =>
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
    ),
  ],
  cropping2D: [
    image,
    through(() =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
      }),
    ),
  ],
  flatten: [image, through(() => layers.flatten())],
  reshape: [image, through(() => layers.reshape({ targetShape: [12, 12] }))],
  permute: [image, through(() => layers.permute({ dims: [3, 1, 2] }))],
  repeatVector: [vector, through(() => layers.repeatVector({ n: 3 }))],
  dropout: [vector, through(() => layers.dropout({ rate: 0.5 }))],
  gaussianNoise: [vector, through(() => layers.gaussianNoise({ stddev: 1 }))],
  leakyReLU: [image, through(() => layers.leakyReLU({ alpha: 0.2 }))],
  prelu: [image, through(() => layers.prelu({ sharedAxes: [1, 2] }))],
  elu: [vector, through(() => layers.elu())],
  reLU: [vector, through(() => layers.reLU({ maxValue: 0.5 }))],
  thresholdedReLU: [vector, through(() => layers.thresholdedReLU({ theta: 0.3 }))],
  softmax: [image, through(() => layers.softmax({ axis: -1 }))],
  timeDistributed: [
    sequence,
    through(() => layers.timeDistributed({ layer: layers.dense({ units: 2 }) })),
  ],
  lstm: [sequence, through(() => layers.lstm({ units: 3, returnSequences: true }))],
  gru: [sequence, through(() => layers.gru({ units: 3 }))],
  bidirectional: [
    sequence,
    through(() =>
      layers.bidirectional({ layer: layers.simpleRNN({ units: 2 }), mergeMode: 'concat' }),
    ),
  ],
};

const several: Record<string, [shapes: number[][], build: Build]> = {
  add: [[[5], [5]], merged(() => layers.add())],
  multiply: [[[5], [5]], merged(() => layers.multiply())],
  average: [[[5], [5], [5]], merged(() => layers.average())],
  maximum: [[[5], [5]], merged(() => layers.maximum())],
  minimum: [[[5], [5]], merged(() => layers.minimum())],
  concatenate: [[...image, ...image], merged(() => layers.concatenate({ axis: -1 }))],
  dot: [[[5], [5]], merged(() => layers.dot({ axes: 1 }))],
};

const activations = [
  ...['elu', 'hardSigmoid', 'linear', 'relu', 'relu6', 'selu', 'sigmoid', 'softmax'],
  ...['softplus', 'softsign', 'swish', 'tanh', 'mish', 'gelu', 'gelu_new'],
] as const;
for (const activation of activations) {
  const config = { activation: activation as 'relu' };
  oneInput[`conv2d with ${activation}`] = [
    image,
    through(() => layers.conv2d({ filters: 3, kernelSize: 1, ...config })),
  ];
  oneInput[`dense with ${activation}`] = [
    vector,
    through(() => layers.dense({ units: 3, ...config })),
  ];
}

function modelOf(shapes: number[][], build: Build): tf.LayersModel {
  const inputs = shapes.map((shape) => tf.input({ shape }));
  const model = tf.model({ inputs, outputs: build(...inputs) });
  drawWeights(model);
  return model;
}

/** Inputs for several batch sizes, including sizes at which no recording was made. */
const batches = (shapes: readonly (readonly number[])[], tokens?: number) =>
  [1, 2, 7].map((batch) =>
    drawInputs(
      shapes.map((shape) => [batch, ...shape]),
      tokens,
    ),
  );

describe('at any batch size', () => {
  test.each(Object.entries({ ...oneInput, ...several }))('%s', async (_, [shapes, build]) => {
    const model = modelOf(shapes, build);
    const onnx = await exported(model);
    expect(onnx.graph.inputs.every(({ shape }) => shape[0] === 'batch')).toBe(true);
    expect(await largestDifference(model, onnx, batches(shapes))).toBeLessThan(1e-5);
  });

  test('embedding', async () => {
    const model = modelOf(
      [[4]],
      through(() => layers.embedding({ inputDim: 9, outputDim: 3 })),
    );
    const onnx = await exported(model);
    expect(await largestDifference(model, onnx, batches([[4]], 9))).toBeLessThan(1e-5);
  });

  test('several outputs, one of them an input, under their names', async () => {
    const input = tf.input({ shape: [5], name: 'noise' });
    const hidden = layers.dense({ units: 4, name: 'hidden' }).apply(input) as tf.SymbolicTensor;
    const output = layers.dense({ units: 2, name: 'logits' }).apply(hidden) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: [hidden, output] });
    drawWeights(model);
    const onnx = await exported(model);
    expect(onnx.graph.inputs.map(({ name }) => name)).toEqual(['noise']);
    expect(onnx.graph.outputs.map(({ name }) => name)).toEqual(model.outputNames);
    expect(onnx.graph.nodes.map(({ name }) => name.split('/').slice(-2, -1)[0])).toContain(
      'hidden',
    );
    expect(await largestDifference(model, onnx, batches(vector))).toBeLessThan(1e-5);
  });
});
