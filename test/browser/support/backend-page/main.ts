/** A tfjs program on ONNX Runtime in a page, and the same one in the page's worker. */
import { runProgram } from './program.ts';

const run = (providers: readonly ('wasm' | 'webgpu')[], place: 'page' | 'worker') => {
  if (place === 'page') return runProgram(providers);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(providers, []);
  });
};

Object.assign(globalThis, { run });
