/** The programs on the backend of the first argument: onnx, cpu, wasm or tensorflow (tfjs-node). */
import { createRequire } from 'node:module';
import { tfjsNodeFolder } from '../../scripts/peers/places.mjs';
import { repeated, serve } from '../harness/contestant.mjs';
import { program } from './programs.mjs';

const threads = Number(process.env['THREADS']);
const [backend = '', ...cases] = process.argv.slice(2);

/** @type {Record<string, () => Promise<import('./programs.mjs').Tf>>} */
const loaders = {
  onnx: async () => {
    const { registerOnnxBackend } = await import('@ganport/backend');
    registerOnnxBackend({ providers: ['cpu'], threads });
    return import('@tensorflow/tfjs');
  },
  cpu: () => import('@tensorflow/tfjs'),
  wasm: async () => {
    const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    setThreadsCount(threads);
    return import('@tensorflow/tfjs');
  },
  tensorflow: async () => createRequire(import.meta.url)(tfjsNodeFolder),
};

const load = loaders[backend];
if (!load) throw new Error(`no backend named '${backend}'`);
const tf = await load();
tf.enableProdMode();
if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
const programs = await Promise.all(
  cases.map(async (name) => /** @type {const} */ ([name, repeated(await program(tf, name))])),
);
await serve({ version: tf.version_core, detail: backend }, Object.fromEntries(programs));
