/**
 * Images from noise with the exported DCGAN generator, the file users get, on ONNX Runtime. With
 * `optimized` as the first argument, the file is fitted to where it computes by `ganport optimize`, for 25 images;
 * with `process` as the second, it computes in a child process, as the command line does.
 */
import { createGan, createPlan, exportNetwork, sampleNoise } from '@ganport/core';
import { shareProcess } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { place, repeated, serve } from '../harness/contestant.mjs';
import { fitted } from '../harness/fitted.mjs';
import { counts, describe } from './cases.mjs';

const plan = createPlan({ variant: 'dcgan', image: [28, 28, 1] });
const { model: generator } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
  createGan(plan).networks['generator']
);
const exported = await exportNetwork({ model: generator, classNames: [] });
const model =
  process.argv[2] === 'optimized'
    ? await fitted(exported.model, { sizes: { batch: 25 } })
    : exported;
const session = await createSession(model.bytes(), {
  ...place,
  ...(process.argv[3] === 'process' && { launch: shareProcess() }),
});
let drawn = 0;

/** @param {number} count */
async function generate(count) {
  const noise = sampleNoise(drawn++, count, plan.config.latent);
  const [images] = Object.values(await session.run({ noise }));
  return describe(/** @type {Float32Array} */ (images?.data));
}

const cases = Object.fromEntries(
  counts.map((count) => [String(count), repeated(() => generate(count))]),
);
await serve({ version: '0.1.0', detail: `onnxruntime ${session.provider}` }, cases);
