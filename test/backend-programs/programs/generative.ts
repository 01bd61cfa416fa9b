/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs that make things: autoencoders, adversaries, images that are optimized. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

export const generative: Programs = {
  'an autoencoder that removes noise': async (scale) => {
    const clean = tf.randomUniform([24, 20]).greater(0.5).toFloat();
    const noisy = clean.add(tf.randomNormal([24, 20], 0, 0.2));
    const encoder = tf.layers.dense({ inputShape: [20], units: 6 * scale, activation: 'relu' });
    const decoder = tf.layers.dense({ units: 20, activation: 'sigmoid' });
    const model = tf.sequential({ layers: [encoder, decoder] });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    const { history } = await model.fit(noisy, clean, { epochs: 4, batchSize: 8 });
    const code = encoder.apply(noisy) as tf.Tensor;
    return { losses: history['loss'] as number[], code: code.mean(0).dataSync() };
  },

  'a variational autoencoder with tf.variableGrads': async (scale) => {
    const [inputs, hidden, latent] = [16, 12 * scale, 2];
    const layer = (units: number, from: number, activation: 'linear' | 'relu' | 'sigmoid') =>
      tf.layers.dense({ units, inputShape: [from], activation });
    const body = tf.sequential({ layers: [layer(hidden, inputs, 'relu')] });
    const mean = tf.sequential({ layers: [layer(latent, hidden, 'linear')] });
    const spread = tf.sequential({ layers: [layer(latent, hidden, 'linear')] });
    const decoder = tf.sequential({
      layers: [layer(hidden, latent, 'relu'), layer(inputs, hidden, 'sigmoid')],
    });
    const optimizer = tf.train.adam(0.01);
    const x = tf.randomUniform([20, inputs]).round();
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      const { value, grads } = tf.variableGrads(() => {
        const h = body.predict(x) as tf.Tensor;
        const mu = mean.predict(h) as tf.Tensor;
        const logVariance = spread.predict(h) as tf.Tensor;
        const z = mu.add(
          logVariance
            .div(2)
            .exp()
            .mul(tf.randomNormal([20, latent])),
        );
        const rebuilt = decoder.predict(z) as tf.Tensor;
        const likelihood = tf.losses.sigmoidCrossEntropy(x, rebuilt).mul(inputs);
        const divergence = tf
          .add(1, logVariance)
          .sub(mu.square())
          .sub(logVariance.exp())
          .sum(-1)
          .mul(-0.5)
          .mean();
        return likelihood.add(divergence) as tf.Scalar;
      });
      optimizer.applyGradients(grads as never);
      losses.push(value.dataSync()[0] ?? 0);
      tf.dispose([value, grads]);
    }
    return { losses, drawn: (decoder.predict(tf.ones([1, latent])) as tf.Tensor).dataSync() };
  },

  'a game of two networks, in turns': async (scale) => {
    const generator = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [4], units: 8 * scale, activation: 'relu' }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const critic = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [2], units: 8 * scale }),
        tf.layers.leakyReLU({ alpha: 0.2 }),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    const [ofGenerator, ofCritic] = [generator, critic].map((model) =>
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    const [play, judge] = [tf.train.adam(0.01, 0.5), tf.train.adam(0.01, 0.5)];
    const rows: number[] = [];
    for (let step = 0; step < 4; step++) {
      const real = tf.randomNormal([16, 2], 2, 0.5);
      const fake = () => generator.apply(tf.randomNormal([16, 4]), { training: true }) as tf.Tensor;
      const verdict = (x: tf.Tensor) => critic.apply(x) as tf.Tensor;
      const cost = (guess: tf.Tensor, truth: number) =>
        tf.losses.logLoss(tf.ones([16, 1]).mul(truth), guess) as tf.Scalar;
      const critics = judge.minimize(
        () => cost(verdict(real), 0.9).add(cost(verdict(fake()), 0)),
        true,
        ofCritic,
      );
      const generators = play.minimize(() => cost(verdict(fake()), 1), true, ofGenerator);
      rows.push(...((await critics?.data()) ?? []), ...((await generators?.data()) ?? []));
      tf.dispose([real, critics, generators] as tf.Tensor[]);
    }
    return { rows };
  },

  'style: an image whose features become those of another': async (scale) => {
    const filters = [3, 6].map((channels, i) =>
      tf.randomNormal([3, 3, channels, 6 * (i + 1)], 0, 0.3),
    ) as tf.Tensor4D[];
    const features = (image: tf.Tensor4D) => {
      const all: tf.Tensor4D[] = [];
      let x = image;
      for (const filter of filters) {
        x = tf.conv2d(x, filter, 1, 'same').relu();
        all.push(x);
        x = tf.avgPool(x, 2, 2, 'same');
      }
      return all;
    };
    const gram = (x: tf.Tensor4D) => {
      const flat = x.reshape([-1, x.shape[3]]);
      return tf.matMul(flat, flat, true).div(flat.size);
    };
    const side = 12 * scale;
    const style = features(tf.randomUniform([1, side, side, 3])).map(gram);
    const content = features(tf.zeros([1, side, side, 3]))[1] as tf.Tensor4D;
    const image = tf.variable(tf.randomUniform([1, side, side, 3]) as tf.Tensor4D);
    const optimizer = tf.train.adam(0.02);
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      const loss = optimizer.minimize(
        () => {
          const own = features(image);
          const styleLoss = tf.addN(
            own.map((x, i) =>
              gram(x)
                .sub(style[i] as tf.Tensor)
                .square()
                .sum(),
            ),
          );
          const [below, right] = [image.slice([0, 1]), image.slice([0, 0, 1])];
          const variation = below
            .sub(image.slice([0, 0], [-1, side - 1]))
            .abs()
            .mean()
            .add(
              right
                .sub(image.slice([0, 0, 0], [-1, -1, side - 1]))
                .abs()
                .mean(),
            );
          const contentLoss = (own[1] as tf.Tensor).sub(content).square().mean();
          return styleLoss.add(contentLoss).add(variation.mul(0.1)) as tf.Scalar;
        },
        true,
        [image],
      );
      losses.push((await loss?.data())?.[0] ?? 0);
      image.assign(tf.tidy(() => image.clipByValue(0, 1) as tf.Tensor4D));
    }
    return { losses, mean: image.mean([0, 1, 2]).dataSync() };
  },

  'an adversarial example, with tf.grad': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [10, 10, 1],
          filters: 4 * scale,
          kernelSize: 3,
          activation: 'tanh',
        }),
        tf.layers.averagePooling2d({ poolSize: [2, 2] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const image = tf.randomUniform([1, 10, 10, 1]);
    const label = tf.oneHot([1], 3);
    const gradient = tf.grad((x: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(label, model.apply(x) as tf.Tensor).asScalar(),
    )(image);
    const fooled = image.add(gradient.sign().mul(0.05)).clipByValue(0, 1);
    return {
      before: (model.predict(image) as tf.Tensor).dataSync(),
      after: (model.predict(fooled) as tf.Tensor).dataSync(),
      saliency: gradient.abs().max().dataSync(),
    };
  },

  'a gradient penalty, with gradients of gradients': async (scale) => {
    const w = [
      tf.variable(tf.randomNormal([6, 8 * scale])),
      tf.variable(tf.randomNormal([8 * scale, 1])),
    ];
    const critic = (x: tf.Tensor) =>
      x
        .matMul(w[0] as tf.Tensor)
        .softplus()
        .matMul(w[1] as tf.Tensor);
    const x = tf.randomNormal([10, 6]);
    const penalty = () => {
      const gradient = tf.grad((t: tf.Tensor) => critic(t).sum() as tf.Scalar)(x);
      return gradient.square().sum(1).sqrt().sub(1).square().mean() as tf.Scalar;
    };
    const optimizer = tf.train.rmsprop(0.01);
    const values: number[] = [];
    for (let i = 0; i < 3; i++) {
      const value = optimizer.minimize(penalty, true) as tf.Scalar;
      values.push(value.dataSync()[0] ?? 0);
    }
    return { values };
  },
};
