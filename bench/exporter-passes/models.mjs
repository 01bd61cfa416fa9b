/**
 * Networks as people export them, made by tf.layers with seeded weights: the kinds of blocks that
 * published models consist of, at sizes that take milliseconds. Keras can read each of them, so that
 * converters for Keras can be asked too.
 */
import * as tf from '@tensorflow/tfjs';

const { layers } = tf;

/** @typedef {tf.SymbolicTensor} Symbolic */

let seed = 0;

/** Every layer with weights has an initializer of its own, so that none is zero or one. @param {number} [scale] */
const random = (scale = 0.3) =>
  tf.initializers.randomUniform({ minval: -scale, maxval: scale, seed: ++seed });
const positive = () => tf.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: ++seed });

/** @param {Symbolic} x */
const batchNorm = (x) =>
  apply(
    layers.batchNormalization({
      betaInitializer: random(),
      gammaInitializer: positive(),
      movingMeanInitializer: random(),
      movingVarianceInitializer: positive(),
    }),
    x,
  );

/** @param {tf.layers.Layer} layer @param {Symbolic | Symbolic[]} x @returns {Symbolic} */
const apply = (layer, x) => /** @type {Symbolic} */ (layer.apply(x));

/** @param {Symbolic} x @param {number} filters @param {number} kernelSize @param {Partial<Parameters<typeof layers.conv2d>[0]>} [more] */
const conv = (x, filters, kernelSize, more = {}) =>
  apply(
    layers.conv2d({
      filters,
      kernelSize,
      padding: 'same',
      kernelInitializer: random(0.2),
      biasInitializer: random(),
      ...more,
    }),
    x,
  );

/** @param {Symbolic} x @param {number} strides @param {number} [kernelSize] @param {'same' | 'valid'} [padding] */
const depthwise = (x, strides, kernelSize = 3, padding = 'same') =>
  apply(
    layers.depthwiseConv2d({
      ...{ kernelSize, strides, padding, useBias: false },
      depthwiseInitializer: random(),
    }),
    x,
  );

/** @param {Symbolic} x @param {number} units @param {object} [more] */
const dense = (x, units, more = {}) =>
  apply(
    layers.dense({ units, kernelInitializer: random(), biasInitializer: random(), ...more }),
    x,
  );

const relu = (/** @type {Symbolic} */ x) => apply(layers.activation({ activation: 'relu' }), x);
const relu6 = (/** @type {Symbolic} */ x) => apply(layers.reLU({ maxValue: 6 }), x);
const add = (/** @type {Symbolic[]} */ ...xs) => apply(layers.add(), xs);
const multiply = (/** @type {Symbolic[]} */ ...xs) => apply(layers.multiply(), xs);
const concat = (/** @type {Symbolic[]} */ ...xs) => apply(layers.concatenate(), xs);
const softmax = (/** @type {Symbolic} */ x) =>
  apply(layers.activation({ activation: 'softmax' }), x);
const globalPool = (/** @type {Symbolic} */ x) => apply(layers.globalAveragePooling2d({}), x);
const upsample = (/** @type {Symbolic} */ x) => apply(layers.upSampling2d({ size: [2, 2] }), x);
/** @param {Symbolic} x @param {number[]} targetShape */
const reshape = (x, targetShape) => apply(layers.reshape({ targetShape }), x);
/** @param {Symbolic} x @param {number} before @param {number} after */
const zeroPad = (x, before, after) =>
  apply(
    layers.zeroPadding2d({
      padding: [
        [before, after],
        [before, after],
      ],
    }),
    x,
  );

/** x · hardSigmoid(x) as Keras writes it: ReLU6(x + 3) / 6 comes from layers with fixed numbers. @param {Symbolic} x */
const hardSwish = (x) => multiply(x, apply(layers.activation({ activation: 'hardSigmoid' }), x));
/** @param {Symbolic} x */
const swish = (x) => multiply(x, apply(layers.activation({ activation: 'sigmoid' }), x));

/** @param {Symbolic} x @param {number} channels @param {number} reduced */
function squeezeExcite(x, channels, reduced) {
  const pooled = reshape(globalPool(x), [1, 1, channels]);
  const gate = conv(relu(conv(pooled, reduced, 1)), channels, 1);
  return multiply(x, apply(layers.activation({ activation: 'hardSigmoid' }), gate));
}

const image = (/** @type {number} */ size) => tf.input({ shape: [size, size, 3], name: 'image' });

/** @param {Symbolic} inputs @param {Symbolic | Symbolic[]} outputs */
const model = (inputs, outputs) => tf.model({ inputs, outputs });

function mobileNetV1() {
  const x = image(96);
  let y = relu6(
    batchNorm(conv(zeroPad(x, 0, 1), 16, 3, { strides: 2, padding: 'valid', useBias: false })),
  );
  for (const [filters, strides] of /** @type {const} */ ([
    [32, 1],
    [64, 2],
    [64, 1],
    [128, 2],
    [128, 1],
  ])) {
    const padded = strides === 2 ? zeroPad(y, 0, 1) : y;
    y = relu6(batchNorm(depthwise(padded, strides, 3, strides === 2 ? 'valid' : 'same')));
    y = relu6(batchNorm(conv(y, filters, 1, { useBias: false })));
  }
  const features = reshape(globalPool(y), [1, 1, 128]);
  const logits = reshape(conv(features, 100, 1), [100]);
  return model(x, softmax(logits));
}

function mobileNetV2() {
  const x = image(96);
  let y = relu6(batchNorm(conv(x, 16, 3, { strides: 2, useBias: false })));
  let channels = 16;
  for (const [filters, strides] of /** @type {const} */ ([
    [16, 1],
    [24, 2],
    [24, 1],
    [32, 2],
    [32, 1],
    [32, 1],
  ])) {
    const before = y;
    y = relu6(batchNorm(conv(y, channels * 4, 1, { useBias: false })));
    y = relu6(batchNorm(depthwise(y, strides)));
    y = batchNorm(conv(y, filters, 1, { useBias: false }));
    if (strides === 1 && filters === channels) y = add(before, y);
    channels = filters;
  }
  return model(x, dense(globalPool(y), 100, { activation: 'softmax' }));
}

function mobileNetV3() {
  const x = image(96);
  let y = hardSwish(batchNorm(conv(x, 16, 3, { strides: 2, useBias: false })));
  let channels = 16;
  for (const [filters, strides] of /** @type {const} */ ([
    [16, 2],
    [24, 2],
    [24, 1],
    [40, 2],
    [40, 1],
  ])) {
    const before = y;
    const wide = channels * 3;
    y = hardSwish(batchNorm(conv(y, wide, 1, { useBias: false })));
    y = hardSwish(batchNorm(depthwise(y, strides, 5)));
    y = squeezeExcite(y, wide, wide / 4);
    y = batchNorm(conv(y, filters, 1, { useBias: false }));
    if (strides === 1 && filters === channels) y = add(before, y);
    channels = filters;
  }
  const pooled = reshape(globalPool(hardSwish(conv(y, 96, 1))), [1, 1, 96]);
  const head = hardSwish(conv(pooled, 128, 1));
  return model(x, softmax(dense(apply(layers.flatten(), head), 100)));
}

function efficientNet() {
  const x = image(96);
  let y = swish(batchNorm(conv(x, 16, 3, { strides: 2, useBias: false })));
  for (const [filters, strides] of /** @type {const} */ ([
    [16, 1],
    [24, 2],
    [24, 1],
    [40, 2],
  ])) {
    const before = y;
    const channels = Number(y.shape[3]);
    y = swish(batchNorm(conv(y, channels * 4, 1, { useBias: false })));
    y = swish(batchNorm(depthwise(y, strides, 5)));
    const pooled = reshape(globalPool(y), [1, 1, channels * 4]);
    const gate = conv(swish(conv(pooled, 8, 1)), channels * 4, 1, { activation: 'sigmoid' });
    y = batchNorm(conv(multiply(y, gate), filters, 1, { useBias: false }));
    if (strides === 1 && filters === channels) y = add(before, y);
  }
  return model(x, dense(globalPool(swish(y)), 100, { activation: 'softmax' }));
}

/** Pre- and post-activation blocks, a padded stem and max pooling. */
function resNet() {
  const x = image(96);
  let y = relu(batchNorm(conv(zeroPad(x, 3, 3), 16, 7, { strides: 2, padding: 'valid' })));
  y = apply(layers.maxPooling2d({ poolSize: 3, strides: 2 }), zeroPad(y, 1, 1));
  for (const [filters, strides] of /** @type {const} */ ([
    [16, 1],
    [16, 1],
    [32, 2],
    [32, 1],
    [64, 2],
  ])) {
    const short = Number(y.shape[3]) === filters ? y : batchNorm(conv(y, filters, 1, { strides }));
    const inner = relu(batchNorm(conv(y, filters, 3, { strides })));
    y = relu(add(short, batchNorm(conv(inner, filters, 3))));
  }
  for (let block = 0; block < 2; block++) y = add(y, conv(relu(batchNorm(y)), 64, 3));
  return model(x, dense(globalPool(relu(batchNorm(y))), 100, { activation: 'softmax' }));
}

function uNet() {
  const x = image(64);
  /** @param {Symbolic} value @param {number} filters */
  const twice = (value, filters) =>
    conv(conv(value, filters, 3, { activation: 'relu' }), filters, 3, { activation: 'relu' });
  const pool = (/** @type {Symbolic} */ value) =>
    apply(layers.maxPooling2d({ poolSize: 2 }), value);
  const a = twice(x, 12);
  const b = twice(pool(a), 24);
  const c = apply(layers.dropout({ rate: 0.5 }), twice(pool(b), 48));
  const d = twice(concat(b, conv(upsample(c), 24, 2, { activation: 'relu' })), 24);
  const up = layers.conv2dTranspose({
    filters: 12,
    kernelSize: 2,
    strides: 2,
    kernelInitializer: random(),
    biasInitializer: random(),
  });
  const e = twice(concat(a, batchNorm(apply(up, d))), 12);
  return model(x, conv(e, 2, 1, { activation: 'softmax' }));
}

function dcgan() {
  const z = tf.input({ shape: [100], name: 'noise' });
  const leaky = (/** @type {Symbolic} */ x) => apply(layers.leakyReLU({ alpha: 0.2 }), x);
  let y = reshape(leaky(batchNorm(dense(z, 8 * 8 * 64, { useBias: false }))), [8, 8, 64]);
  for (const filters of [32, 16]) {
    const up = layers.conv2dTranspose({
      filters,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      useBias: false,
      kernelInitializer: random(),
    });
    y = leaky(batchNorm(apply(up, y)));
  }
  const last = layers.conv2dTranspose({
    filters: 3,
    kernelSize: 5,
    strides: 2,
    padding: 'same',
    activation: 'tanh',
    kernelInitializer: random(),
    biasInitializer: random(),
  });
  return model(z, apply(last, y));
}

/** Flatten between a convolution and Dense. */
function classifier() {
  const x = image(32);
  let y = apply(layers.maxPooling2d({ poolSize: 2 }), conv(x, 16, 5, { activation: 'relu' }));
  y = apply(layers.averagePooling2d({ poolSize: 2 }), conv(y, 32, 3, { activation: 'elu' }));
  y = apply(layers.dropout({ rate: 0.25 }), batchNorm(y));
  const hidden = batchNorm(dense(apply(layers.flatten(), y), 64, { activation: 'relu' }));
  return model(x, dense(hidden, 10, { activation: 'softmax' }));
}

/** Heads of several scales whose boxes and classes are reshaped and joined. */
function detector() {
  const x = image(96);
  let y = relu6(batchNorm(conv(x, 16, 3, { strides: 2 })));
  const boxes = [];
  const classes = [];
  for (const filters of [32, 48, 64]) {
    y = relu6(batchNorm(depthwise(y, 2)));
    y = relu6(batchNorm(conv(y, filters, 1)));
    const cells = Number(y.shape[1]) ** 2;
    boxes.push(reshape(conv(y, 12, 3), [cells * 3, 4]));
    classes.push(reshape(conv(y, 15, 3), [cells * 3, 5]));
  }
  const join = () => layers.concatenate({ axis: 1 });
  const scores = apply(layers.activation({ activation: 'sigmoid' }), apply(join(), classes));
  return model(x, [apply(join(), boxes), scores]);
}

/** Two blocks of an encoder of text. tf.layers has no attention, so each head is made of Dense and Dot. */
function transformer() {
  const [length, width, heads] = [32, 48, 4];
  const x = tf.input({ shape: [length, width], name: 'tokens' });
  const normalize = (/** @type {Symbolic} */ value) =>
    apply(
      layers.layerNormalization({ betaInitializer: random(), gammaInitializer: positive() }),
      value,
    );
  /** @param {Symbolic} a @param {Symbolic} b @param {[number, number]} axes */
  const product = (a, b, axes) => apply(layers.dot({ axes }), [a, b]);
  const head = (/** @type {Symbolic} */ value) => {
    const [query, key, content] = [0, 1, 2].map(() => dense(value, width / heads));
    if (!query || !key || !content) throw new Error('a head has three projections');
    return product(softmax(product(query, key, [2, 2])), content, [2, 1]);
  };
  let y = x;
  for (let block = 0; block < 2; block++) {
    const normal = normalize(y);
    const attended = concat(...Array.from({ length: heads }, () => head(normal)));
    y = add(y, dense(attended, width));
    const hidden = dense(normalize(y), width * 4, { activation: 'gelu' });
    y = add(y, dense(hidden, width));
  }
  return model(x, dense(apply(layers.globalAveragePooling1d(), normalize(y)), 8));
}

/** Sound and other signals: 1-D convolutions, pools and dilation. */
function signals() {
  const x = tf.input({ shape: [256, 4], name: 'signal' });
  /** @param {Symbolic} value @param {number} filters @param {object} [more] */
  const conv1d = (value, filters, more = {}) =>
    apply(
      layers.conv1d({
        ...{ filters, kernelSize: 3, padding: 'same', activation: 'relu' },
        ...{ kernelInitializer: random(), biasInitializer: random(), ...more },
      }),
      value,
    );
  let y = batchNorm(conv1d(x, 16));
  y = apply(layers.maxPooling1d({ poolSize: 2 }), y);
  y = batchNorm(conv1d(y, 32, { strides: 2 }));
  y = add(y, conv1d(y, 32, { dilationRate: 2 }));
  y = apply(layers.averagePooling1d({ poolSize: 2 }), conv1d(y, 32));
  return model(x, dense(apply(layers.globalAveragePooling1d(), y), 12, { activation: 'softmax' }));
}

/** By name. @type {Readonly<Record<string, () => tf.LayersModel>>} */
export const models = {
  mobileNetV1,
  mobileNetV2,
  mobileNetV3,
  efficientNet,
  resNet,
  uNet,
  dcgan,
  classifier,
  detector,
  transformer,
  signals,
};
