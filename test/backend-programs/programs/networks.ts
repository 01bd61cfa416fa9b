/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs on layers: models that are fitted, watched, cut, joined and kept. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

/** Three kinds of flowers with four measures each. */
function flowers(rows: number) {
  const kinds = Array.from({ length: rows }, (_, i) => i % 3);
  const measures = kinds.map((kind) =>
    [5, 3.4, 1.5 + 2 * kind, 0.2 + 0.9 * kind].map((mean) => mean + 0.4 * (Math.random() - 0.5)),
  );
  return { xs: tf.tensor2d(measures), ys: tf.oneHot(tf.tensor1d(kinds, 'int32'), 3).toFloat() };
}

const numbers = (history: tf.History, key: string) => history.history[key] as number[];

export const networks: Programs = {
  'iris: fit with validation, callbacks and early stopping': async (scale) => {
    const { xs, ys } = flowers(60 * scale);
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 10 * scale, activation: 'sigmoid', inputShape: [4] }));
    model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
    model.compile({
      optimizer: tf.train.adam(0.05),
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const seen: string[] = [];
    const history = await model.fit(xs, ys, {
      epochs: 6,
      batchSize: 16,
      validationSplit: 0.15,
      callbacks: [
        tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 2 }),
        new tf.CustomCallback({
          onTrainBegin: async () => void seen.push('begin'),
          onEpochEnd: async (epoch, logs) =>
            void seen.push(`${epoch} ${Object.keys(logs ?? {}).join(' ')}`),
        }),
      ],
    });
    const [loss, accuracy] = model.evaluate(xs, ys) as tf.Scalar[];
    const guesses = (model.predict(xs) as tf.Tensor).argMax(-1);
    return {
      seen,
      losses: numbers(history, 'loss'),
      validation: numbers(history, 'val_acc'),
      evaluated: [loss?.dataSync()[0] ?? 0, accuracy?.dataSync()[0] ?? 0],
      confusion: tf.math
        .confusionMatrix(ys.argMax(-1) as tf.Tensor1D, guesses as tf.Tensor1D, 3)
        .dataSync(),
    };
  },

  'digits: a convnet on a generator of images': async (scale) => {
    const images = function* () {
      for (let i = 0; i < 24 * scale; i++) {
        const digit = i % 4;
        const xs = tf.buffer([12, 12, 1]);
        for (let row = 0; row < 12; row++) xs.set(1, row, digit * 3, 0);
        yield { xs: xs.toTensor(), ys: tf.oneHot(digit, 4) };
      }
    };
    const data = tf.data
      .generator(images as never)
      .shuffle(24, '3')
      .batch(8)
      .prefetch(1);
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [12, 12, 1],
          filters: 4 * scale,
          kernelSize: 3,
          activation: 'relu',
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 8 * scale, kernelSize: 3, padding: 'same' }),
        tf.layers.batchNormalization(),
        tf.layers.leakyReLU(),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    });
    model.compile({
      optimizer: 'rmsprop',
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const losses: number[] = [];
    await model.fitDataset(data, {
      epochs: 2,
      callbacks: { onBatchEnd: async (_, logs) => void losses.push(logs?.['loss'] ?? 0) },
    });
    const [loss] = (await model.evaluateDataset(data as never, {})) as tf.Scalar[];
    return { losses, evaluated: (await loss?.data()) ?? [] };
  },

  'transfer learning: a truncated model, a new head on its features': async (scale) => {
    const base = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [16, 16, 3],
          filters: 8 * scale,
          kernelSize: 3,
          strides: 2,
          activation: 'relu6',
          name: 'stem',
        }),
        tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu6' }),
        tf.layers.conv2d({ filters: 8 * scale, kernelSize: 1, name: 'features' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    });
    const features = tf.model({
      inputs: base.inputs,
      outputs: base.getLayer('features').output,
    });
    for (const layer of features.layers) layer.trainable = false;
    // One image at a time, as from a camera.
    let examples: tf.Tensor | undefined;
    const kinds: number[] = [];
    for (let i = 0; i < 12; i++) {
      const activation = tf.tidy(
        () => features.predict(tf.randomUniform([1, 16, 16, 3], i % 2, 1 + (i % 2))) as tf.Tensor,
      );
      kinds.push(i % 2);
      const before = examples;
      examples = before ? tf.concat([before, activation], 0) : tf.keep(activation.clone());
      tf.dispose(before ? [before, activation] : activation);
    }
    const head = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: features.outputShape.slice(1) as number[] }),
        tf.layers.dense({
          units: 16 * scale,
          activation: 'relu',
          kernelInitializer: 'varianceScaling',
        }),
        tf.layers.dense({ units: 2, activation: 'softmax', useBias: false }),
      ],
    });
    head.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
    const ys = tf.tidy(() => tf.oneHot(tf.tensor1d(kinds, 'int32'), 2).toFloat());
    const losses: number[] = [];
    await head.fit(examples as tf.Tensor, ys, {
      batchSize: 4,
      epochs: 3,
      callbacks: { onBatchEnd: (_, logs) => void losses.push(logs?.['loss'] ?? 0) },
    });
    const whole = tf.model({
      inputs: base.inputs,
      outputs: head.apply(features.outputs) as tf.SymbolicTensor,
    });
    return {
      losses,
      prediction: (whole.predict(tf.ones([1, 16, 16, 3])) as tf.Tensor).dataSync(),
    };
  },

  'fine-tuning: the last layers of a model learn more': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [6], units: 12 * scale, activation: 'relu' }),
        tf.layers.dense({ units: 12 * scale, activation: 'tanh' }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const x = tf.randomNormal([40, 6]);
    const y = x.mean(1, true);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const first = await model.fit(x, y, { epochs: 2, shuffle: false });
    (model.layers[0] as tf.layers.Layer).trainable = false;
    model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanAbsoluteError' });
    const second = await model.fit(x, y, { epochs: 2, shuffle: false });
    return { first: numbers(first, 'loss'), second: numbers(second, 'loss') };
  },

  'two inputs, two outputs and a skip': async (scale) => {
    const picture = tf.input({ shape: [8, 8, 2] });
    const facts = tf.input({ shape: [5] });
    const conv = tf.layers
      .conv2d({ filters: 4 * scale, kernelSize: 3, padding: 'same', activation: 'elu' })
      .apply(picture) as tf.SymbolicTensor;
    const again = tf.layers
      .separableConv2d({ filters: 4 * scale, kernelSize: 3, padding: 'same' })
      .apply(conv) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([conv, again]) as tf.SymbolicTensor;
    const pooled = tf.layers.globalMaxPooling2d({}).apply(sum) as tf.SymbolicTensor;
    const both = tf.layers.concatenate().apply([pooled, facts]) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: [picture, facts],
      outputs: [
        tf.layers.dense({ units: 3, activation: 'softmax', name: 'kind' }).apply(both),
        tf.layers.dense({ units: 1, name: 'age', kernelRegularizer: 'l1l2' }).apply(both),
      ] as tf.SymbolicTensor[],
    });
    model.compile({
      optimizer: 'sgd',
      loss: { kind: 'categoricalCrossentropy', age: 'meanSquaredError' },
      metrics: { kind: 'accuracy' },
    });
    const kinds = tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0, 2], 'int32'), 3);
    const inputs = [tf.randomNormal([6, 8, 8, 2]), tf.randomNormal([6, 5])];
    const steps: number[] = [];
    for (let i = 0; i < 3; i++) {
      steps.push(...((await model.trainOnBatch(inputs, [kinds, tf.ones([6, 1])])) as number[]));
    }
    const [kind, age] = model.predict(inputs) as tf.Tensor[];
    return { steps, kind: kind?.dataSync() ?? [], age: age?.dataSync() ?? [] };
  },

  'a layer and a callback of one’s own': async (scale) => {
    class Swish extends tf.layers.Layer {
      static readonly className = 'OwnSwish';
      #beta: tf.LayerVariable | undefined;
      override build() {
        this.#beta = this.addWeight('beta', [1], 'float32', tf.initializers.ones());
      }
      override call(inputs: tf.Tensor | tf.Tensor[]) {
        return tf.tidy(() => {
          const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
          return x.mul(x.mul((this.#beta as tf.LayerVariable).read()).sigmoid());
        });
      }
      override computeOutputShape(shape: tf.Shape) {
        return shape;
      }
    }
    tf.serialization.registerClass(Swish);
    class Norms extends tf.Callback {
      readonly norms: number[] = [];
      override async onEpochEnd() {
        const norm = tf.tidy(() =>
          tf.addN(model.getWeights().map((weight) => weight.square().sum())),
        );
        this.norms.push((await norm.data())[0] ?? 0);
        norm.dispose();
      }
    }
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [3], units: 16 * scale }),
        new Swish({}),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({
      optimizer: tf.train.adam(0.02),
      loss: (a, b) => b.sub(a).square().add(1).log().mean(),
    });
    const x = tf.randomNormal([32, 3]);
    const watch = new Norms();
    await model.fit(x, x.prod(1, true), { epochs: 4, callbacks: watch });
    return { norms: watch.norms };
  },

  'save, load and go on': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [4], units: 8 * scale, activation: 'selu' }),
        tf.layers.layerNormalization(),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const { xs, ys } = flowers(12);
    const two = ys.slice([0, 0], [-1, 2]);
    await model.fit(xs, two, { epochs: 1 });
    let kept: tf.io.ModelArtifacts | undefined;
    const { modelArtifactsInfo } = await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        kept = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const weights = model.getWeights().map((weight) => weight.dataSync().slice());
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(kept as tf.io.ModelArtifacts));
    loaded.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const { history } = await loaded.fit(xs, two, { epochs: 1 });
    loaded.setWeights(weights.map((data, i) => tf.tensor(data, model.getWeights()[i]?.shape)));
    const difference = tf.tidy(() =>
      (loaded.predict(xs) as tf.Tensor)
        .sub(model.predict(xs) as tf.Tensor)
        .abs()
        .max(),
    );
    return {
      bytes: modelArtifactsInfo.weightDataBytes ?? 0,
      losses: history['loss'] as number[],
      difference: difference.dataSync(),
      parameters: model.countParams(),
    };
  },

  'a U-net of few layers, trained on masks': async (scale) => {
    const input = tf.input({ shape: [16, 16, 1] });
    const conv = (filters: number, x: tf.SymbolicTensor, strides = 1) =>
      tf.layers
        .conv2d({
          filters: filters * scale,
          kernelSize: 3,
          strides,
          padding: 'same',
          activation: 'relu',
        })
        .apply(x) as tf.SymbolicTensor;
    const wide = conv(4, input);
    const deep = conv(8, conv(8, wide, 2));
    const up = tf.layers
      .conv2dTranspose({ filters: 4 * scale, kernelSize: 2, strides: 2, activation: 'relu' })
      .apply(deep) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate().apply([wide, up]) as tf.SymbolicTensor;
    const bigger = tf.layers.upSampling2d({ size: [2, 2] }).apply(deep) as tf.SymbolicTensor;
    const all = tf.layers.concatenate().apply([joined, bigger]) as tf.SymbolicTensor;
    const mask = tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }).apply(all);
    const model = tf.model({ inputs: input, outputs: mask as tf.SymbolicTensor });
    const dice = (truth: tf.Tensor, guess: tf.Tensor) =>
      tf.tidy(() =>
        tf
          .scalar(1)
          .sub(truth.mul(guess).sum().mul(2).add(1).div(truth.sum().add(guess.sum()).add(1))),
      );
    model.compile({ optimizer: tf.train.adam(0.01), loss: dice });
    const images = tf.randomUniform([4, 16, 16, 1]);
    // tfjs's cpu backend has a wrong gradient of upSampling2d for more than one image.
    const { history } = await model.fit(images, images.greater(0.5).toFloat(), {
      epochs: 2,
      batchSize: 1,
      shuffle: false,
    });
    return { losses: history['loss'] as number[] };
  },
};
