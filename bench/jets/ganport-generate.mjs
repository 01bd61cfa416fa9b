/**
 * 100 jets from noise and labels with the exported LAGAN generator on ONNX Runtime, in batches whose values stay in
 * the caches. The argument is the share of the published number of filters.
 */
import { createGan, createPlan, exportNetwork, sampleNoise } from '@ganport/core';
import { createSession } from '@ganport/runtime/node';
import { place, repeated, serve } from '../harness/contestant.mjs';

const [count, batch] = [100, 20];
const plan = createPlan({
  variant: 'lagan',
  sample: [25, 25, 1],
  classNames: ['QCD', 'W'],
  width: Number(process.argv[2]),
});
const { model } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
  createGan(plan).networks['generator']
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
  { 100: repeated(generate) },
);
