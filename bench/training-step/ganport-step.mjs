/**
 * The DCGAN step in ganport, on the engine that `ganport train` uses. Like the trainer it prepares a
 * step (batch, noise, dropout masks) while the one before computes; a turn of N steps prepares and
 * computes N, and reads the losses of each.
 */
import { createGan, createOnnxEngine, variants } from '@ganport/core';
import { serve } from '../harness/contestant.mjs';
import { batch, batches } from '../dcgan/batches.mjs';

const threads = Number(process.env['THREADS']);
const gan = createGan(variants.dcgan, [28, 28, 1], 1, 1);
const engine = await createOnnxEngine({
  gan,
  batchSize: batch,
  seed: 1,
  providers: ['cpu'],
  threads,
});
const next = batches(process.argv[2] ?? '');
let done = 0;

/** @param {number} repeats */
async function steps(repeats) {
  let ahead = engine.step(next(), done++);
  for (let i = 1; i < repeats; i++) {
    const following = engine.step(next(), done++);
    await ahead;
    ahead = following;
  }
  const { dLoss, gLoss, dAccuracyReal, dAccuracyGenerated } = await ahead;
  return { dLoss, gLoss, dAccuracy: (dAccuracyReal + dAccuracyGenerated) / 2 };
}

// The first step traces and builds the session.
const start = performance.now();
await steps(1);
const build = ((performance.now() - start) / 1000).toFixed(2);
await serve(
  { version: '0.1.0', detail: `${engine.description}, first step ${build} s` },
  { step: steps },
);
