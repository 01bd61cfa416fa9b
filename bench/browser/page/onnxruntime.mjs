/** onnxruntime-web alone, with the generator's file as it is exported. */
import { digits } from '../cases.mjs';
import { drawing, generatorFile, noiseOf } from './generator.mjs';

/** Each has its own build of ONNX Runtime, and a page has one. */
const builds = {
  wasm: () => import('onnxruntime-web/wasm'),
  webgpu: () => import('onnxruntime-web/webgpu'),
};

/** @type {import('./main.mjs').Prepare} */
export async function prepare({ plan, provider }) {
  const { env, InferenceSession, Tensor } = await builds[provider]();
  env.wasm.numThreads = 2;
  const session = await InferenceSession.create(await generatorFile(plan), {
    executionProviders: [provider],
  });
  return drawing(async () => {
    const noise = new Tensor('float32', noiseOf(plan), [digits, plan.config.latent]);
    const [images] = Object.values(await session.run({ noise }));
    return /** @type {Float32Array} */ (await images?.getData());
  });
}
