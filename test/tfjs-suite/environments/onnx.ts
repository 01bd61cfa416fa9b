/**
 * ganport's backend: in Node on the provider that GANPORT_PROVIDER names (default: cpu), in a page on
 * that of its address.
 */
import { registerOnnxBackend } from '@ganport/backend';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { traceKernels } from '../harness/kernel-trace.ts';

const inPage = 'location' in globalThis;
const named = inPage
  ? new URLSearchParams(location.search).get('provider')
  : (process.env['GANPORT_PROVIDER'] ?? 'cpu');
const provider = (['cpu', 'wasm', 'webgpu', 'cuda'] as const).find((name) => name === named);
if (!provider) throw new Error(`${named} is no provider`);
// The suite judges graphs, and its tensors are small.
registerOnnxBackend({ providers: [provider], threads: 1, smallOnHost: false });
traceKernels('onnx');
setTestEnvs([
  { name: 'onnx', backendName: 'onnx', isDataSync: provider === 'cpu' || provider === 'wasm' },
]);
