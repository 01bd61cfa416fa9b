import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { sequence } from '../models/chain.ts';
import { createNetwork } from '../models/network.ts';
import { drawn, drawnImages, layerCases } from './layer-cases.test.support.ts';
import { conv } from './common.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

test.each(Object.entries(layerCases))(
  '%s: a saved and loaded model computes the same',
  async (_, make) => {
    const first = conv('in', 8, { kernel: 3, stride: 1 });
    const { model } = createNetwork(
      'network',
      sequence('image', [4, 4, 2], () => [first, ...make()]),
    );
    model.setWeights(model.getWeights().map(({ shape }, i) => drawn(shape, i).abs().add(0.1)));
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
    const [expected, actual] = [model, loaded].map(
      (network) => network.predict(drawnImages(1)) as tf.Tensor,
    ) as [tf.Tensor, tf.Tensor];
    expect(actual.shape).toEqual(expected.shape);
    expect(actual.dataSync()).toEqual(expected.dataSync());
  },
);

test("a layer whose class name tfjs has is loaded as tfjs's layer", async () => {
  const layers = layerCases['upsample']?.() ?? [];
  const { model } = createNetwork(
    'network',
    sequence('image', [4, 4, 8], () => layers.slice(0, 1)),
  );
  const json: unknown = model.toJSON(undefined, false);
  const loaded = await tf.models.modelFromJSON(json as never);
  expect(loaded.layers[1]?.constructor).toBe(tf.layers.upSampling2d({}).constructor);
});
