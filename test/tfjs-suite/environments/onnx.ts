/** ganport's backend: ONNX Runtime's CPU provider in Node, the provider of the address in a page. */
import { registerOnnxBackend } from '@ganport/backend';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { traceKernels } from '../harness/kernel-trace.ts';

const inPage = 'location' in globalThis;
const provider = inPage ? new URLSearchParams(location.search).get('provider') : 'cpu';
if (provider !== 'cpu' && provider !== 'wasm' && provider !== 'webgpu') {
  throw new Error(`${provider} is no provider`);
}
registerOnnxBackend({ providers: [provider], threads: 1 });
traceKernels('onnx');
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: provider !== 'webgpu' }]);
