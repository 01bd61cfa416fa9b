/**
 * 128 jets from noise and labels with the exported LAGAN generator on ONNX Runtime, in batches whose values stay in
 * the caches. Weights are drawn, also those that begin with zeros, which an export leaves out. The argument is the
 * share of the published number of filters.
 */
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan, exportNetwork, sampleNoise } from '@ganport/core';
import { createSession } from '@ganport/runtime/node';
import { place, repeated, serve } from '../harness/contestant.mjs';

const [count, batch] = [128, 64];
const plan = createPlan({
  variant: 'lagan',
  sample: [25, 25, 1],
  classNames: ['QCD', 'W'],
  width: Number(process.argv[2]),
});
const { model } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
  createGan(plan).networks['generator']
);
model.setWeights(
  model.weights.map((weight, i) =>
    weight.name.includes('variance')
      ? tf.ones(/** @type {number[]} */ (weight.shape))
      : weight
          .read()
          .add(tf.randomNormal(/** @type {number[]} */ (weight.shape), 0, 0.05, 'float32', i)),
  ),
);
const exported = await exportNetwork({ model, classNames: plan.config.classNames });
const session = await createSession(exported.bytes(), place);
/** @type {import('@ganport/runtime').HostTensor} */
const label = {
  dtype: 'int32',
  dims: [batch],
  data: Int32Array.from({ length: batch }, (_, i) => i % 2),
};
let drawn = 0;

async function generate() {
  let pixels = 0;
  for (let made = 0; made < count; made += batch) {
    const noise = sampleNoise(drawn++, batch, plan.config.latent);
    const [jets] = Object.values(await session.run({ noise, label }));
    pixels += jets?.data.length ?? NaN;
  }
  return { jets: pixels / 25 ** 2 };
}

await serve(
  { version: '0.1.0', detail: `onnxruntime ${session.provider}` },
  { [count]: repeated(generate) },
);
