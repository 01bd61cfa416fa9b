/** Opens the program that the address names, `#program/provider`, and answers with what it computes. */
import { caseOf } from '../cases.mjs';

/** @typedef {import('../../harness/contestant.mjs').Check} Check */
/** @typedef {(repeats: number) => Promise<Check>} Work */
/**
 * Prepares a case; everything that happens once is done here.
 * @typedef {(one: import('../cases.mjs').Case, pixels: Uint8Array) => Promise<Work>} Prepare
 */

/** @type {Record<string, () => Promise<{ prepare: Prepare }>>} */
const programs = {
  ganport: () => import('./ganport.mjs'),
  'jax-js': () => import('./jax.mjs'),
  tfjs: () => import('./tfjs.mjs'),
  'onnxruntime-web': () => import('./onnxruntime.mjs'),
};

const [program = ''] = location.hash.slice(1).split('/');
const load = programs[program];
if (!load) throw new Error(`no program named '${program}'`);
const { prepare } = await load();
const pixels = new Uint8Array(await (await fetch('./pixels')).arrayBuffer());

/** @type {Map<string, Promise<Work>>} */
const prepared = new Map();

/** @param {string} name @param {number} repeats */
async function answer(name, repeats) {
  const work = prepared.get(name) ?? prepare(caseOf(name), pixels);
  prepared.set(name, work);
  return (await work)(repeats);
}

Object.assign(globalThis, { answer });
