/**
 * Training steps in ganport, on the engine and the data that `ganport train` uses. A case is opened at its
 * first turn: its first steps are taken and recorded for the others. Like the trainer it prepares a step
 * (batch, noise, dropout masks) while the one before computes; a turn of N steps prepares and computes N,
 * and reads what each tells.
 */
import { join } from 'node:path';
import { createGan, createPlan, planForData } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { openBatches } from '@ganport/lab/internal';
import { place, serve } from '../harness/contestant.mjs';
import { cases } from './cases.mjs';
import { drawsOf, representedBy, writeRecording } from './recording.mjs';

/** Batches that the steps take in turn, so that reading data is no part of the time. */
const BATCHES = 8;
/** Steps that others must compute alike. */
const CHECKED = 2;

const [folder = ''] = process.argv.slice(2);

/** @param {string} name of a case */
async function open(name) {
  const asked = createPlan({ ...cases[name]?.settings, ...place });
  const data = await openBatches(asked);
  const plan = planForData(asked, data);
  const gan = createGan(plan);
  const batches = await Promise.all(Array.from({ length: BATCHES }, (_, i) => data.read(i)));
  const engine = await createOnnxEngine(gan);
  let done = 0;
  const step = () => {
    const batch = batches[done % BATCHES] ?? {};
    // The engine takes the arrays, so each step has its own.
    const copies = Object.entries(batch).map(([input, tensor]) => {
      return /** @type {const} */ ([input, { ...tensor, data: tensor.data.slice() }]);
    });
    return engine.step(Object.fromEntries(copies), done++);
  };
  const weights = await engine.readState();
  const results = [];
  for (let i = 0; i < CHECKED; i++) results.push({ ...(await step()) });
  const draws = [...(await drawsOf(createGan(plan), batches[0] ?? {}))];
  const represented = await representedBy(createGan(plan), batches.slice(0, CHECKED));
  writeRecording(join(folder, name), gan, { weights, batches, represented, draws, results });

  return async (/** @type {number} */ repeats) => {
    let ahead = step();
    for (let i = 1; i < repeats; i++) {
      const following = step();
      await ahead;
      ahead = following;
    }
    const { dLoss, gLoss } = await ahead;
    return { dLoss, gLoss };
  };
}

/** @type {Map<string, ReturnType<typeof open>>} */
const opened = new Map();
const served = Object.keys(cases).map((name) => {
  const turn = async (/** @type {number} */ repeats) => {
    if (!opened.has(name)) opened.set(name, open(name));
    return (await /** @type {ReturnType<typeof open>} */ (opened.get(name)))(repeats);
  };
  return [name, turn];
});
const detail = `onnxruntime ${place.providers[0] ?? ''}, the engine of ganport train`;
await serve({ version: '0.1.0', detail }, Object.fromEntries(served));
