/**
 * How fast is a tfjs program on ONNX Runtime: networks that are fitted and published models that predict,
 * against tfjs's own backends and tfjs-node?
 */
import { join } from 'node:path';
import { ownContestant, tfjsNodeContestant } from '../harness/peers.mjs';
import { fits, predictions } from './programs.mjs';

const script = join(import.meta.dirname, 'tfjs-program.mjs');
const all = [...fits, ...predictions];

/**
 * A contestant in the cases that its backend can compute.
 * @param {string} name
 * @param {string} backend
 * @param {string[]} cases
 */
const on = (name, backend, cases) => ({
  ...ownContestant(name, script, [backend, ...cases]),
  cases,
});

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for two batches of 32 in fit, and for one image in predict',
  cases: Object.fromEntries(all.map((name) => [name, fits.includes(name) ? 2 : 5])),
  subject: 'ganport',
  contestants: [
    on('ganport', 'onnx', all),
    tfjsNodeContestant(script, ['tensorflow', ...all]),
    // tfjs's wasm backend has no gradient of convolutions.
    on(
      'tfjs-wasm',
      'wasm',
      all.filter((name) => name !== 'fit-cnn'),
    ),
    // Predictions take seconds there.
    on('tfjs-cpu', 'cpu', fits),
  ],
};
