/** A published model on ONNX Runtime in a page. Its files are beside the page. */
import { setBackend } from '@tensorflow/tfjs';
import { registerOnnxBackend } from '@ganport/backend';
import { predict } from './predict.ts';

const run = async (provider: 'wasm' | 'webgpu') => {
  registerOnnxBackend({ providers: [provider] });
  if (!(await setBackend('onnx'))) throw new Error(`${provider} does not start in this page`);
  const [topology, weights] = await Promise.all(
    ['model.json', 'weights.bin'].map((name) => fetch(name, { cache: 'no-store' })),
  );
  return predict(await topology?.json(), (await weights?.arrayBuffer()) ?? new ArrayBuffer(0));
};

Object.assign(globalThis, { run });
