/**
 * Every layer that a discriminator may have, each in a small critic: a convolution and a tanh before
 * it, a tanh and one logit after it. Weights and images are random. The vectors of spectral norm have
 * converged, so that the singular values are exact.
 */
import * as tf from '@tensorflow/tfjs';
import { sequence } from '../models/chain.ts';
import { asNetwork, createNetwork } from '../models/network.ts';
import { withDraws } from '../random/ambient.ts';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import {
  batchNorm,
  concat,
  conv,
  convTranspose,
  dense,
  flatten,
  leakyReLU,
  relu,
  reshape,
  sigmoid,
  softmax,
  tanh,
} from './common.ts';
import { averagePool } from './average-pool.ts';
import { dropout } from './dropout.ts';
import { highway } from './highway.ts';
import { instanceNorm } from './instance-norm.ts';
import { layerNorm } from './layer-norm.ts';
import { locallyConnected } from './locally-connected.ts';
import { maxAlong } from './max-along.ts';
import { minibatchDiscrimination } from './minibatch-discrimination.ts';
import { minibatchStddev } from './minibatch-stddev.ts';
import { reflectPad } from './reflect-pad.ts';
import { residual } from './residual.ts';
import { selfAttention } from './self-attention.ts';
import { phaseShuffle } from './phase-shuffle.ts';
import { scale } from './scale.ts';
import { total } from './total.ts';
import { upsample } from './upsample.ts';
import { averagePool3d, conv3d, upsample3d } from './volumes.ts';
import { channelsAsRows, conv1d, conv1dTranspose, upsample1d } from './waves.ts';

type Layers = () => tf.layers.Layer[];

const stride = (size: number, more: { useBias?: boolean; spectral?: boolean } = {}) => ({
  kernel: 3,
  stride: size,
  ...more,
});

/** Layers for feature maps [batch, 4, 4, 8]. With fewer than 8 channels a convolution is never a matrix product. */
export const layerCases: Readonly<Record<string, Layers>> = {
  dense: () => [flatten('flat'), dense('d', 6)],
  'dense, no bias': () => [flatten('flat'), dense('d', 6, { useBias: false })],
  'dense, spectral': () => [flatten('flat'), dense('d', 6, { spectral: true })],
  'conv, stride 1': () => [conv('c', 8, stride(1))],
  'conv, stride 2, no bias': () => [conv('c', 9, stride(2, { useBias: false }))],
  'conv, valid': () => [conv('c', 8, { ...stride(1), padding: 'valid' })],
  'conv with tanh': () => [conv('c', 8, { ...stride(1), activation: 'tanh' })],
  'conv, spectral': () => [conv('c', 9, stride(2, { spectral: true }))],
  'convTranspose, stride 2': () => [convTranspose('t', 9, stride(2))],
  'convTranspose, spectral': () => [convTranspose('t', 9, stride(2, { spectral: true }))],
  batchNorm: () => [batchNorm('norm')],
  'batchNorm of vectors': () => [flatten('flat'), batchNorm('norm')],
  // Few values, so that no numeric difference crosses the kink.
  leakyReLU: () => [flatten('flat'), dense('d', 4), leakyReLU('leaky')],
  relu: () => [flatten('flat'), dense('d', 4), relu('relu')],
  tanh: () => [tanh('tanh_again')],
  sigmoid: () => [sigmoid('sigmoid')],
  softmax: () => [softmax('softmax')],
  flatten: () => [flatten('flat')],
  dropout: () => [dropout('dropout', 0.3)],
  reshape: () => [reshape('reshape', [2, 8, 8])],
  instanceNorm: () => [instanceNorm('norm')],
  'instanceNorm, affine': () => [instanceNorm('norm', { affine: true })],
  layerNorm: () => [layerNorm('norm')],
  'layerNorm of vectors': () => [flatten('flat'), layerNorm('norm')],
  selfAttention: () => [selfAttention('attention')],
  minibatchStddev: () => [minibatchStddev('stddev')],
  'minibatchStddev of vectors': () => [flatten('flat'), minibatchStddev('stddev')],
  locallyConnected: () => [locallyConnected('l', 3, { kernel: 3 })],
  'locallyConnected, stride 2': () => [
    locallyConnected('l', 5, { kernel: 3, stride: 2, padding: 1, useBias: false }),
  ],
  // Few distances, for the same reason.
  minibatchDiscrimination: () => [flatten('flat'), minibatchDiscrimination('closeness', 1, 1)],
  averagePool: () => [averagePool('pool', 2)],
  // One row of pixels, whose channels become rows.
  'channelsAsRows, conv1d': () => [
    reshape('row', [1, 16, 8]),
    channelsAsRows('rows'),
    conv1d('c', 3, { kernel: 4, stride: 1, padding: 'valid' }),
    tanh('bend'),
  ],
  // Few values again.
  maxAlong: () => [
    flatten('flat'),
    dense('d', 4),
    tanh('bend'),
    reshape('row', [1, 4, 1]),
    maxAlong('max'),
  ],
  highway: () => [flatten('flat'), dense('d', 4), highway('highway')],
  reflectPad: () => [reflectPad('pad', 2), conv('c', 4, { ...stride(1), padding: 'valid' })],
  upsample: () => [upsample('up', 2), conv('c', 4, stride(2))],
  conv1d: () => [conv1d('c', 8, { kernel: 5, stride: 4 })],
  conv1dTranspose: () => [conv1dTranspose('t', 3, { kernel: 5, stride: 4 })],
  upsample1d: () => [upsample1d('up', 3), conv1d('c', 4, { kernel: 5, stride: 4 })],
  phaseShuffle: () => [phaseShuffle('shuffle', 2)],
  conv3d: () => [reshape('volume', [4, 4, 4, 2]), conv3d('c', 2, { kernel: 3, stride: 1 })],
  'conv3d, stride 2, valid': () => [
    reshape('volume', [4, 4, 4, 2]),
    conv3d('c', 3, { kernel: [2, 3, 4], stride: 2, padding: 'valid', useBias: false }),
  ],
  'conv3d, even window': () => [
    reshape('volume', [4, 4, 4, 2]),
    conv3d('c', 2, { kernel: [2, 3, 4], stride: 1 }),
  ],
  averagePool3d: () => [
    reshape('volume', [4, 4, 4, 2]),
    averagePool3d('pool', 3),
    scale('larger', 4),
  ],
  upsample3d: () => [
    reshape('volume', [4, 4, 4, 2]),
    upsample3d('up', 2),
    conv3d('c', 1, { kernel: 3, stride: 2 }),
  ],
  scale: () => [scale('scale', 3)],
  total: () => [flatten('flat'), scale('small', 0.1), total('total')],
  'residual, scaled': () => [residual('block', [conv('c', 8, stride(1))], { scale: 0.3 })],
  residual: () => [
    residual('block', [
      reflectPad('pad', 1),
      conv('c', 8, { ...stride(1), padding: 'valid' }),
      instanceNorm('norm'),
    ]),
  ],
};

const batchSize = 8;
const imageShape = [4, 4, 2];

/** Numbers uniform in [−most, most), the same for the same seed. */
export function drawn(shape: readonly number[], seed: number, most = 1): tf.Tensor {
  const values = new Float32Array(shape.reduce((size, dim) => size * dim, 1));
  fillUniform(keyed(seed, 'test'), values, -most, most);
  return tf.tensor(values, [...shape]);
}

export const drawnImages = (seed: number) => drawn([batchSize, ...imageShape], seed);

export interface Critic {
  readonly run: (images: tf.Tensor) => tf.Tensor;
  readonly trainable: ReadonlyMap<string, tf.Variable>;
  readonly fixed: readonly tf.Variable[];
}

export function critic(layers: Layers): Critic {
  const inner = layers();
  const isFlat = inner[0]?.getClassName() === 'Flatten';
  const end = [tanh('t2'), ...(isFlat ? [] : [flatten('all')]), dense('logit', 1)];
  const all = [conv('in', 8, stride(1)), tanh('t1'), ...inner, ...end];
  return toCritic(
    createNetwork(
      'critic',
      sequence('image', imageShape, () => all),
    ),
  );
}

/** Two branches that are concatenated, which is not a list of layers. */
export function joinedCritic(): Critic {
  const image = tf.input({ shape: imageShape, name: 'image' });
  const branch = (name: string, more: tf.layers.Layer) =>
    [conv(name, 8, stride(1)), more].reduce(
      (x, layer) => layer.apply(x) as tf.SymbolicTensor,
      image,
    );
  const joined = concat('join').apply([branch('a', tanh('t1')), branch('b', sigmoid('t2'))]);
  const end = [conv('c', 4, stride(2)), tanh('t3'), flatten('all'), dense('logit', 1)];
  const logit = end.reduce(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    joined as tf.SymbolicTensor,
  );
  const model = tf.model({ inputs: image, outputs: logit });
  return toCritic(asNetwork('critic', model));
}

function toCritic({ model, weights, trainable }: ReturnType<typeof createNetwork>): Critic {
  for (const [i, [name, variable]] of [...weights].entries()) {
    if (trainable.has(name)) variable.assign(drawn(variable.shape, 10 + i, 0.5));
  }
  const run = (images: tf.Tensor) => model.apply(images, { training: true }) as tf.Tensor;
  // Power iterations, where there is spectral norm.
  const isSpectral = [...weights.keys()].some((name) => name.endsWith('/u'));
  for (let i = 0; isSpectral && i < 200; i++) withDraws(1, 0, () => run(drawnImages(1)));
  const fixed = [...weights].flatMap(([name, weight]) => (trainable.has(name) ? [] : [weight]));
  return { run, trainable, fixed };
}
