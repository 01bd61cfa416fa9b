/**
 * How long do DCGAN's training step and 25 of its digits take in a page: ganport against jax-js, tfjs and
 * onnxruntime-web, on WebAssembly and on WebGPU, and against the same step in Node? See the README.
 */
import { join } from 'node:path';
import { mnistImages, ownContestant } from '../harness/peers.mjs';
import { cases } from './cases.mjs';

const data = mnistImages();
const script = (/** @type {string} */ name) => join(import.meta.dirname, name);

/**
 * A program of the page.
 * @param {string} name
 * @param {string[]} taken the cases that it can compute
 */
const inPage = (name, taken) => ({
  ...ownContestant(name, script('page-contestant.mjs'), [name, data]),
  cases: taken,
});

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one DCGAN training step, and for 25 digits, in headless Chromium',
  cases: Object.fromEntries(Object.entries(cases).map(([name, { repeats }]) => [name, repeats])),
  subject: 'ganport',
  contestants: [
    inPage('ganport', Object.keys(cases)),
    {
      ...ownContestant('node', script('node-step.mjs'), [data]),
      cases: ['step-wasm', 'small-step-wasm'],
    },
    // On WebGPU in software, jax-js had not finished its first step after four minutes.
    inPage('jax-js', ['half-step-wasm', 'small-step-wasm']),
    inPage('tfjs', ['small-step-webgpu', 'digits-wasm', 'digits-webgpu']),
    inPage('onnxruntime-web', ['digits-wasm', 'digits-webgpu']),
  ],
};
