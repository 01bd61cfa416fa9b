/** ganport's backend on ONNX Runtime's CPU provider. */
import { registerOnnxBackend } from '@ganport/backend';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';

registerOnnxBackend({ providers: ['cpu'], threads: 1 });
setTestEnvs([{ name: 'onnx', backendName: 'onnx', isDataSync: false }]);
