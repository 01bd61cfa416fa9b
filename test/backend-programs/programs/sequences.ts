/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs on texts and time: recurrent layers, embeddings, windows. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

const lossesOf = ({ history }: tf.History) => history['loss'] as number[];

/** The next character by its logits, as samplers draw it. */
function sample(probabilities: tf.Tensor, temperature: number): number {
  return tf.tidy(() => {
    const logits = probabilities.log().div(Math.max(temperature, 1e-6)) as tf.Tensor1D;
    return tf.multinomial(logits, 1, 7, false).dataSync()[0] ?? 0;
  });
}

export const sequences: Programs = {
  'text, character by character, with an LSTM': async (scale) => {
    const text = 'the cat sat on the mat. the rat sat on the cat. '.repeat(scale);
    const letters = [...new Set(text)];
    const [length, count] = [8, letters.length];
    const starts = Array.from({ length: 24 * scale }, () =>
      Math.floor(Math.random() * (text.length - length - 1)),
    );
    const xs = tf.buffer([starts.length, length, count]);
    const ys = tf.buffer([starts.length, count]);
    for (const [row, start] of starts.entries()) {
      for (let i = 0; i < length; i++) {
        xs.set(1, row, i, letters.indexOf(text[start + i] as string));
      }
      ys.set(1, row, letters.indexOf(text[start + length] as string));
    }
    const model = tf.sequential();
    model.add(
      tf.layers.lstm({
        units: 12 * scale,
        inputShape: [length, count],
        recurrentInitializer: 'glorotNormal',
      }),
    );
    model.add(tf.layers.dense({ units: count, activation: 'softmax' }));
    model.compile({ optimizer: tf.train.rmsprop(0.05), loss: 'categoricalCrossentropy' });
    const history = await model.fit(xs.toTensor(), ys.toTensor(), { epochs: 2, batchSize: 8 });
    const seed = text
      .slice(0, length)
      .split('')
      .map((letter) => letters.indexOf(letter));
    let written = '';
    for (let i = 0; i < 6; i++) {
      const input = tf.oneHot(tf.tensor2d([seed.slice(-length)], [1, length], 'int32'), count);
      const output = model.predict(input) as tf.Tensor;
      const next = sample(tf.squeeze(output), 0.6);
      written += letters[next] ?? '';
      seed.push(next);
      tf.dispose([input, output]);
    }
    return { losses: lossesOf(history), written };
  },

  'a GRU whose state is kept from batch to batch': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.gru({
          units: 6 * scale,
          stateful: true,
          batchInputShape: [2, 4, 3],
          recurrentInitializer: 'glorotNormal',
        }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = tf.randomNormal([6, 4, 3]);
    const history = await model.fit(x, x.mean([1, 2]).expandDims(1), {
      epochs: 2,
      batchSize: 2,
      shuffle: false,
    });
    const once = x.slice([0, 0, 0], [2, -1, -1]);
    const first = (model.predict(once) as tf.Tensor).dataSync();
    const second = (model.predict(once) as tf.Tensor).dataSync();
    model.resetStates();
    const third = (model.predict(once) as tf.Tensor).dataSync();
    return { losses: lossesOf(history), first, second, third };
  },

  'two directions, masks and time-distributed layers': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.masking({ maskValue: 0, inputShape: [5, 3] }),
        tf.layers.bidirectional({
          layer: tf.layers.simpleRNN({
            units: 4 * scale,
            returnSequences: true,
            recurrentInitializer: 'glorotNormal',
          }),
          mergeMode: 'concat',
        }),
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
    const x = tf.randomNormal([8, 5, 3]).mul(tf.tensor([1, 1, 1, 0, 0], [1, 5, 1]));
    const history = await model.fit(x, tf.ones([8, 1]), { epochs: 2, batchSize: 4 });
    return { losses: lossesOf(history), out: (model.predict(x) as tf.Tensor).dataSync() };
  },

  'sentiment: words, embeddings, convolutions': async (scale) => {
    const reviews = ['good fun good', 'bad dull bad film', 'fun film', 'dull', 'good', 'bad bad'];
    const liked = [1, 0, 1, 0, 1, 0];
    const words = ['', ...new Set(reviews.join(' ').split(' '))];
    const length = 6;
    const rows = reviews.map((review) => {
      const tokens = review.split(' ').map((word) => words.indexOf(word));
      return [...Array.from({ length: length - tokens.length }, () => 0), ...tokens];
    });
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: words.length,
          outputDim: 8 * scale,
          inputLength: length,
        }),
        tf.layers.dropout({ rate: 0.1 }),
        tf.layers.conv1d({ filters: 6 * scale, kernelSize: 3, activation: 'relu' }),
        tf.layers.globalMaxPooling1d({}),
        tf.layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    model.compile({
      optimizer: tf.train.adam(0.02),
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
    });
    const xs = tf.tensor2d(rows, [rows.length, length], 'int32');
    const ys = tf.tensor2d(liked, [liked.length, 1]);
    const history = await model.fit(xs, ys, { epochs: 4, batchSize: 2 });
    return { losses: lossesOf(history), scores: (model.predict(xs) as tf.Tensor).dataSync() };
  },

  'a forecast from windows of a series': async (scale) => {
    const series = Array.from({ length: 60 * scale }, (_, i) => Math.sin(i / 3) + i / 60);
    const window = 10;
    const windows = tf.data.generator(function* () {
      for (let i = 0; i + window < series.length; i += 2) {
        yield { xs: series.slice(i, i + window), ys: [series[i + window]] };
      }
    } as never);
    const data = windows
      .map((row) => {
        const { xs, ys } = row as unknown as { xs: tf.Tensor; ys: tf.Tensor };
        return { xs: tf.tensor(xs as never).expandDims(1), ys: tf.tensor(ys as never) };
      })
      .batch(8)
      .take(3);
    const model = tf.sequential({
      layers: [
        tf.layers.lstm({
          units: 8 * scale,
          inputShape: [window, 1],
          returnSequences: true,
          recurrentInitializer: 'glorotNormal',
        }),
        tf.layers.lstm({ units: 6 * scale, recurrentInitializer: 'glorotNormal' }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['mae'] });
    const history = await model.fitDataset(data, { epochs: 2 });
    // Each forecast is the input of the next.
    const known = series.slice(-window);
    for (let i = 0; i < 4; i++) {
      const next = tf.tidy(() =>
        model.predict(tf.tensor3d([known.slice(-window).map((v) => [v])])),
      );
      known.push((next as tf.Tensor).dataSync()[0] ?? 0);
      tf.dispose(next);
    }
    return { losses: lossesOf(history), forecast: known.slice(window) };
  },

  'attention over a sequence, with matrices and tf.einsum': async (scale) => {
    const width = 6 * scale;
    const weights = ['q', 'k', 'v'].map(() => tf.variable(tf.randomNormal([4, width], 0, 0.4)));
    const x = tf.randomNormal([3, 5, 4]);
    const attend = () => {
      const [queries, keys, seen] = weights.map((w) =>
        x.reshape([-1, 4]).matMul(w).reshape([3, 5, width]),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const scores = tf.matMul(queries, keys, false, true).div(Math.sqrt(width));
      const past = tf.linalg.bandPart(tf.ones([5, 5]), -1, 0);
      return tf.softmax(scores.add(past.sub(1).mul(1e9))).matMul(seen);
    };
    const optimizer = tf.train.adam(0.02);
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      const loss = optimizer.minimize(() => attend().sub(1).square().mean() as tf.Scalar, true);
      losses.push(loss?.dataSync()[0] ?? 0);
    }
    return { losses, alike: tf.einsum('bto,bso->bts', attend(), attend()).dataSync() };
  },

  'from one sequence to another, with the state of an encoder': async (scale) => {
    const units = 8 * scale;
    const source = tf.input({ shape: [4, 3] });
    const target = tf.input({ shape: [4, 3] });
    const [, h, c] = tf.layers
      .lstm({ units, returnState: true, recurrentInitializer: 'glorotNormal' })
      .apply(source) as tf.SymbolicTensor[];
    const decoded = tf.layers
      .lstm({ units, returnSequences: true, recurrentInitializer: 'glorotNormal' })
      .apply(target, { initialState: [h, c] }) as tf.SymbolicTensor;
    const words = tf.layers.dense({ units: 3, activation: 'softmax' }).apply(decoded);
    const model = tf.model({ inputs: [source, target], outputs: words as tf.SymbolicTensor });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const x = tf.oneHot(tf.randomUniformInt([6, 4], 0, 3), 3).toFloat();
    const y = x.reverse(1);
    const history = await model.fit([x, y], y, { epochs: 2, batchSize: 3 });
    return { losses: lossesOf(history) };
  },
};
