/** tfjs's own CPU backend: the suite's reference. */
import '@tensorflow/tfjs-backend-cpu';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';

setTestEnvs([{ name: 'cpu', backendName: 'cpu', isDataSync: true }]);
