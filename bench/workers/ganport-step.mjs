/** Steps of several workers on the engine of `ganport train --workers N`; one worker is a run without workers. */
import { createGan, createPlan } from '@ganport/core';
import { createOnnxEngine, createWorkersEngine } from '@ganport/core/internal';
import { launchWorker } from '@ganport/lab/internal';
import { serve } from '../harness/contestant.mjs';
import { usageOf } from '../harness/family.mjs';
import { batchesFor, cases, threadsOf, trainings } from './cases.mjs';

const data = process.argv[2] ?? '';

/** @param {{ training: string, workers: number }} given */
async function open({ training, workers }) {
  const threads = threadsOf(workers);
  const plan = createPlan({ variant: 'dcgan', ...trainings[training], workers, threads });
  const gan = createGan(plan);
  const engine =
    workers === 1
      ? await createOnnxEngine(gan)
      : await createWorkersEngine(gan, { launch: launchWorker, threads });
  const next = batchesFor(plan.config, data);
  let done = 0;
  // As the trainer, a step is asked for while the one before it is computed.
  return async (/** @type {number} */ repeats) => {
    let ahead = engine.step(next(), done++);
    for (let i = 1; i < repeats; i++) {
      const following = engine.step(next(), done++);
      await ahead;
      ahead = following;
    }
    const { dLoss, gLoss } = await ahead;
    return { dLoss, gLoss };
  };
}

/** @type {Record<string, ReturnType<typeof open>>} */
const opened = {};
const entries = cases.map((one) => [
  one.name,
  async (/** @type {number} */ repeats) => (await (opened[one.name] ??= open(one)))(repeats),
]);
await serve(
  { version: '0.1.0', detail: 'ganport train --workers' },
  Object.fromEntries(entries),
  () => usageOf(process.pid).seconds,
);
