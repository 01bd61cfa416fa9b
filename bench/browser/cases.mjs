/**
 * What is measured, in Node and in the page: the training step of DCGAN at its full size, at a size that
 * every peer can finish, and its generator. All contestants start with the same weights, take the same
 * batches and make the same random draws, so their losses must be the same numbers.
 */
import { createPlan } from '@ganport/core';

const whole = createPlan({ variant: 'dcgan', image: [28, 28, 1], seed: 1, threads: 2 });
/** An eighth of the filters and of the batch: jax-js and WebGPU in software take minutes at the full size. */
const small = createPlan({ ...whole.config, width: 0.125, batchSize: 8 });
/** Half of the filters and a quarter of the batch, which jax-js can finish. */
const half = createPlan({ ...whole.config, width: 0.5, batchSize: 16 });

/** @typedef {'wasm' | 'webgpu'} Provider */
/** @typedef {{ work: 'step' | 'digits', provider: Provider, plan: import('@ganport/core').Plan, repeats: number }} Case */

/** By name; `repeats` in a turn. @type {Readonly<Record<string, Case>>} */
export const cases = {
  'step-wasm': { work: 'step', provider: 'wasm', plan: whole, repeats: 5 },
  'half-step-wasm': { work: 'step', provider: 'wasm', plan: half, repeats: 1 },
  'small-step-wasm': { work: 'step', provider: 'wasm', plan: small, repeats: 5 },
  'small-step-webgpu': { work: 'step', provider: 'webgpu', plan: small, repeats: 2 },
  'digits-wasm': { work: 'digits', provider: 'wasm', plan: whole, repeats: 10 },
  'digits-webgpu': { work: 'digits', provider: 'webgpu', plan: whole, repeats: 1 },
};

/** How many digits are drawn at a time. */
export const digits = 25;

/** @param {string} name @returns {Case} */
export function caseOf(name) {
  const found = cases[name];
  if (!found) throw new Error(`no case named '${name}'`);
  return found;
}
