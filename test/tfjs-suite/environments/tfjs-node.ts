/** tfjs-node as `npm run peers` builds it. It has a copy of tfjs-core; both share one engine. */
import { createRequire } from 'node:module';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { tfjsNodeFolder } from '../paths.ts';

createRequire(import.meta.url)(tfjsNodeFolder);
setTestEnvs([{ name: 'tensorflow', backendName: 'tensorflow', isDataSync: true }]);
