/**
 * The architecture of the classifier: a small convolutional network with batch normalization. The
 * averages of its last activations are the features of metrics. It has 65,000 weights for 28 × 28
 * images; larger images add stages until at most eight pixels a side are left.
 */
import * as tf from '#tfjs';
import type { Dataset, ImageShape, Network } from '@ganport/core';
import {
  asNetwork,
  batchNorm,
  conv,
  dataKinds,
  dense,
  initializeWeights,
} from '@ganport/core/internal';
import { frontEnds } from './front-ends.ts';

/** The length of a feature vector, and the most filters of a stage. */
const FEATURES = 64;
/** The side at which downsampling ends. */
const SMALLEST = 8;

/** The samples that a classifier is for. */
type Samples = Pick<Dataset, 'kind' | 'shape'>;

/** Input `image`, or the tensor of another kind, [batch, …shape]; outputs `features`, `logits`. */
export function createClassifierNetwork(samples: Samples, classes: number, seed: number): Network {
  const { kind = 'images', shape } = samples;
  const input = tf.input({ name: dataKinds[kind].tensor, shape: [...shape] });
  const { layers, image } = frontEnds[kind](shape);
  const features = [...layers, ...layersFor(image)].reduce<tf.SymbolicTensor>(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    input,
  );
  const logits = dense('logits', classes).apply(features) as tf.SymbolicTensor;
  const model = tf.model({ name: 'classifier', inputs: input, outputs: [features, logits] });
  const network = asNetwork('classifier', model);
  initializeWeights(network.weights, { kernel: { kind: 'glorot' } }, seed, 'classifier');
  return network;
}

function layersFor([height, width]: ImageShape): tf.layers.Layer[] {
  const layers = block('stem', FEATURES / 4, 1);
  let filters = FEATURES / 2;
  let stage = 1;
  for (let side = Math.max(height, width); side > SMALLEST; side = Math.ceil(side / 2)) {
    layers.push(...block(`down_${stage}`, filters, 2), ...block(`same_${stage}`, filters, 1));
    filters = FEATURES;
    stage += 1;
  }
  // Small images have no stage that widens the network.
  if (stage <= 2) layers.push(...block('widen', FEATURES, 1));
  layers.push(tf.layers.globalAveragePooling2d({ name: 'features' }));
  return layers;
}

function block(name: string, filters: number, stride: number): tf.layers.Layer[] {
  return [
    conv(name, filters, { kernel: 3, stride, useBias: false }),
    batchNorm(`${name}_norm`),
    tf.layers.activation({ name: `${name}_relu`, activation: 'relu' }),
  ];
}
