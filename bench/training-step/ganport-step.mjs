/**
 * The DCGAN step in ganport, on the engine that `ganport train` uses. Like the trainer it prepares a
 * step (batch, noise, dropout masks) while the one before computes; a turn of N steps prepares and
 * computes N, and reads the losses of each.
 */
import { createGan, createOnnxEngine, parseConfig } from '@ganport/core';
import { serve } from '../harness/contestant.mjs';
import { batch, batches } from '../dcgan/batches.mjs';

const threads = Number(process.env['THREADS']);
const place = { providers: ['cpu'], threads };
const config = parseConfig({ variant: 'dcgan', image: [28, 28, 1], batchSize: batch, ...place });
const engine = await createOnnxEngine(createGan(config));
const next = batches(process.argv[2] ?? '');
let done = 0;

/** @param {number} repeats */
async function steps(repeats) {
  const real = () => ({
    dtype: /** @type {const} */ ('float32'),
    dims: [batch, 28, 28, 1],
    data: next(),
  });
  let ahead = engine.step({ real: real() }, done++);
  for (let i = 1; i < repeats; i++) {
    const following = engine.step({ real: real() }, done++);
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
