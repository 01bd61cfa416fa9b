/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs that train in ways of their own: shared layers, weights of classes, averages of weights, video. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

/** Each row's largest number, and the sum of those before it. */
class UpToTheLargest extends tf.layers.Layer {
  static readonly className = 'UpToTheLargest';
  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch ?? null, 2];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
      const at = tf.oneHot(x.argMax(1) as tf.Tensor1D, x.shape[1]).toFloat();
      return tf.stack([x.max(1), tf.cumsum(x, 1, true).mul(at).sum(1)], 1);
    });
  }
}
tf.serialization.registerClass(UpToTheLargest);

export const workshop: Programs = {
  'a data set of an async generator, with weights of classes': async (scale) => {
    const lines = Array.from(
      { length: 30 * scale },
      (_, i) => `${i % 5},${(i * 7) % 11},${+(i % 3 > 0)}`,
    );
    const rows = () =>
      tf.data
        .generator(async function* () {
          for (const line of lines) {
            await Promise.resolve();
            yield line;
          }
        } as never)
        .map((line) => (line as unknown as string).split(',').map(Number))
        .mapAsync(async ([a = 0, b = 0, kind = 0]: number[]) => ({
          xs: tf.tensor1d([a / 5, b / 11, 1]),
          ys: tf.oneHot(tf.scalar(kind, 'int32'), 2).toFloat(),
        }));
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [3], units: 8 * scale, activation: 'softplus' }),
        tf.layers.dropout({ rate: 0.25 }),
        tf.layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
    model.compile({
      optimizer: tf.train.momentum(0.1, 0.9),
      loss: 'categoricalCrossentropy',
      metrics: [tf.metrics.precision, tf.metrics.recall, 'mse'],
    });
    const batches = rows().batch(7);
    const { history } = await model.fitDataset(batches as never, {
      epochs: 3,
      batchesPerEpoch: 4,
      classWeight: { 0: 2, 1: 0.5 },
      validationData: rows().take(10).batch(4) as never,
    });
    const keys = Object.keys(history).toSorted();
    return { keys, figures: keys.flatMap((key) => history[key] as number[]) };
  },

  'twins: two inputs through the same layers, and a loss of distances': async (scale) => {
    const [left, right] = [tf.input({ shape: [10, 10, 1] }), tf.input({ shape: [10, 10, 1] })];
    const body = tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [10, 10, 1],
          filters: 4 * scale,
          kernelSize: 3,
          strides: 2,
        }),
        tf.layers.prelu(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 6, kernelConstraint: tf.constraints.maxNorm({ maxValue: 1 }) }),
      ],
    });
    const codes = [left, right].map((input) => body.apply(input) as tf.SymbolicTensor);
    const likeness = tf.layers.dot({ axes: -1, normalize: true }).apply(codes);
    const model = tf.model({ inputs: [left, right], outputs: likeness as tf.SymbolicTensor });
    model.compile({
      optimizer: tf.train.adamax(0.01),
      loss: 'hinge',
      metrics: ['cosine'],
    });
    const a = tf.randomUniform([12, 10, 10, 1]);
    const b = tf.where(
      tf
        .tensor4d(
          Array.from({ length: 12 }, (_, i) => i % 2),
          [12, 1, 1, 1],
        )
        .tile([1, 10, 10, 1])
        .cast('bool'),
      a,
      a.reverse(1),
    );
    const truth = tf.tensor2d(Array.from({ length: 12 }, (_, i) => [i % 2 ? 1 : -1]));
    const { history } = await model.fit([a, b], truth, { epochs: 3, batchSize: 5, shuffle: false });
    const evaluated = model.evaluate([a, b], truth) as tf.Scalar[];
    return {
      losses: history['loss'] as number[],
      evaluated: evaluated.map((each) => each.dataSync()[0] ?? 0),
      norms: tf.norm(body.getWeights().at(-2) as tf.Tensor, 2, 0).dataSync(),
    };
  },

  'films: convolutions of volumes, and with a memory': async (scale) => {
    const films = tf.randomUniform<tf.Rank.R5>([3, 4, 6, 6, 1]);
    const volumes = tf.sequential({
      layers: [
        tf.layers.conv3d({ inputShape: [4, 6, 6, 1], filters: 2 * scale, kernelSize: [2, 3, 3] }),
        tf.layers.maxPooling3d({ poolSize: [1, 2, 2] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const memory = tf.sequential({
      layers: [
        tf.layers.convLstm2d({
          inputShape: [4, 6, 6, 1],
          filters: 2,
          kernelSize: 3,
          padding: 'same',
          recurrentInitializer: 'glorotNormal',
        }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const speed = films.mean([1, 2, 3, 4]).expandDims(1);
    const losses: number[] = [];
    for (const model of [volumes, memory]) {
      model.compile({ optimizer: tf.train.rmsprop(0.005), loss: 'meanAbsolutePercentageError' });
      const { history } = await model.fit(films, speed, { epochs: 1, shuffle: false });
      losses.push(...(history['loss'] as number[]));
    }
    return { losses };
  },

  'tastes: factors of a matrix, with a slower learning rate and an average of the weights': async (
    scale,
  ) => {
    const [people, films, factors] = [14 * scale, 10 * scale, 4];
    const tables = [people, films].map((rows) =>
      tf.variable(tf.randomNormal([rows, factors], 0, 0.5)),
    ) as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R2>];
    const averages = tables.map((table) => table.clone() as tf.Tensor);
    const losses: number[] = [];
    for (let epoch = 0; epoch < 6; epoch++) {
      const draw = (below: number) => tf.randomUniform([16], 0, below, 'int32') as tf.Tensor1D;
      const [who, what] = [draw(people), draw(films)];
      const stars = tf.tidy(() => who.add(what).mod(5).toFloat().add(1));
      const optimizer = tf.train.sgd(0.1 / (1 + epoch));
      const { value, grads } = tf.variableGrads(() => {
        const product = tables[0].gather(who).mul(tables[1].gather(what)).sum(1).add(3);
        const error = tf.losses.huberLoss(stars, product, undefined, 1.5, tf.Reduction.MEAN);
        return error.add(
          tf.addN(tables.map((table) => table.square().mean())).mul(0.01),
        ) as tf.Scalar;
      });
      optimizer.applyGradients(grads);
      for (const [i, table] of tables.entries()) {
        const before = averages[i] as tf.Tensor;
        averages[i] = tf.tidy(() => before.mul(0.9).add(table.mul(0.1)));
        before.dispose();
      }
      losses.push(value.dataSync()[0] ?? 0);
      tf.dispose([who, what, stars, value, grads]);
      optimizer.dispose();
    }
    const { data, specs } = await tf.io.encodeWeights({ people: averages[0] as tf.Tensor });
    const back = tf.io.decodeWeights(data, specs)['people'] as tf.Tensor;
    return { losses, bytes: data.byteLength, back: back.norm().dataSync() };
  },

  'a layer of one’s own with sums along rows, saved and loaded': async (scale) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [5], units: 6 * scale }),
        new UpToTheLargest({}),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const lines: string[] = [];
    model.summary(60, undefined, (line) => void lines.push(String(line).trim()));
    const x = tf.randomNormal([9, 5]);
    model.compile({ optimizer: 'adagrad', loss: 'meanSquaredLogarithmicError' });
    const { history } = await model.fit(x, x.max(1, true).abs(), { epochs: 3, shuffle: false });
    const handler: { kept?: tf.io.ModelArtifacts } = {};
    await model.save(
      tf.io.withSaveHandler(async (kept) => {
        handler.kept = kept;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(kept) };
      }),
    );
    const copy = await tf.loadLayersModel({
      load: async () => handler.kept as tf.io.ModelArtifacts,
    });
    return {
      losses: history['loss'] as number[],
      parameters: lines
        .filter((line) => line.includes('params'))
        .map((line) => line.replaceAll(/[^\d]/g, '')),
      predictions: (copy.predict(x) as tf.Tensor).dataSync(),
    };
  },

  'the likeliest sentences, by a beam': async (scale) => {
    const [words, beams] = [9 * scale, 3];
    const next = tf.randomNormal([words, words]).mul(2).logSoftmax() as tf.Tensor2D;
    let sentences = tf.zeros([beams, 1], 'int32') as tf.Tensor2D;
    let scores: tf.Tensor1D = tf.tensor1d([0, -1e9, -1e9]);
    for (let length = 0; length < 5; length++) {
      [sentences, scores] = tf.tidy(() => {
        const last = sentences.slice([0, length], [-1, 1]).squeeze<tf.Tensor1D>([1]);
        const all = next.gather(last).add(scores.expandDims(1)).flatten();
        const { values, indices } = tf.topk(all, beams);
        const from = indices.floorDiv(tf.scalar(words, 'int32')).toInt() as tf.Tensor1D;
        const word = indices.mod(tf.scalar(words, 'int32')).toInt().expandDims(1);
        return [sentences.gather(from).concat(word as tf.Tensor2D, 1), values as tf.Tensor1D] as [
          tf.Tensor2D,
          tf.Tensor1D,
        ];
      });
    }
    return { sentences: (await sentences.array()).flat(), scores: scores.dataSync() };
  },

  'the same on two backends, in turns': async (scale) => {
    const own = tf.getBackend();
    const x = tf.randomNormal([20 * scale, 20]);
    const squared = x.matMul(x, true);
    const w = tf.variable(tf.ones([20, 1]));
    const optimizer = tf.train.adam(0.05);
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      await tf.setBackend(step % 2 === 0 ? 'cpu' : own);
      const loss = optimizer.minimize(() => squared.matMul(w).sub(1).square().mean(), true);
      losses.push(...((await loss?.data()) ?? []));
      loss?.dispose();
    }
    await tf.setBackend(own);
    return { losses, w: w.dataSync(), sum: tf.tidy(() => squared.sum()).dataSync() };
  },
};
