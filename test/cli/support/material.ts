/** Material for tests of commands: a small data set and small tfjs models. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

// Without tfjs's advice to install tfjs-node.
tf.enableProdMode();

/**
 * Writes an IDX file of gray images: 64 of 8 × 8, each with one bright square.
 * @returns its name
 */
export function writeImages(folder: string): string {
  const [count, side] = [64, 8];
  const header = Buffer.alloc(16);
  for (const [i, word] of [0x0803, count, side, side].entries()) header.writeInt32BE(word, 4 * i);
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => {
    const [image, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
    return Math.floor(y / 4) === image % 2 && Math.floor(x / 4) === (image >> 1) % 2 ? 255 : 0;
  });
  const name = 'squares-images-idx3-ubyte';
  writeFileSync(join(folder, name), Buffer.concat([header, pixels]));
  return name;
}

/** Saves a model as tfjs does: FOLDER/NAME/model.json and weights.bin. @returns NAME/model.json */
export async function writeModel(folder: string, name: string, model: tf.LayersModel) {
  mkdirSync(join(folder, name));
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    const json = { format: 'layers-model', modelTopology, weightsManifest: manifest };
    writeFileSync(join(folder, name, 'model.json'), JSON.stringify(json));
    writeFileSync(join(folder, name, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return join(name, 'model.json');
}

/** Images of any size in, three values a pixel out; Sequential, as most models are. */
export function pixelModel(): tf.Sequential {
  return tf.sequential({
    name: 'pixels',
    layers: [
      tf.layers.conv2d({
        name: 'conv',
        batchInputShape: [null, null, null, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      tf.layers.conv2d({ name: 'out', filters: 3, kernelSize: 1 }),
    ],
  });
}

/** Whole numbers in, and two outputs. */
export function tokenModel(): tf.LayersModel {
  const tokens = tf.input({ name: 'tokens', shape: [5], dtype: 'int32' });
  const vectors = tf.layers.embedding({ name: 'table', inputDim: 10, outputDim: 4 }).apply(tokens);
  const mean = tf.layers.globalAveragePooling1d({ name: 'mean' }).apply(vectors);
  const share = tf.layers.dense({ name: 'share', units: 3, activation: 'softmax' }).apply(mean);
  const outputs = [mean, share] as tf.SymbolicTensor[];
  return tf.model({ name: 'words', inputs: tokens, outputs });
}
