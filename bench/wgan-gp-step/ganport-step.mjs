/** The WGAN-GP step as `ganport train dcgan --loss wgan-gp` runs it, a step prepared ahead. */
import { createGan, createOnnxEngine, parseConfig } from '@ganport/core';
import { serve } from '../harness/contestant.mjs';
import { batch, batches } from '../dcgan/batches.mjs';

const config = parseConfig({
  ...{ variant: 'dcgan', loss: 'wgan-gp', image: [28, 28, 1], batchSize: batch },
  ...{ providers: ['cpu'], threads: Number(process.env['THREADS']) },
});
const engine = await createOnnxEngine(createGan(config));
const images = batch * config.discriminatorSteps;
const next = batches(process.argv[2] ?? '', images);
let done = 0;

function step() {
  /** @type {import('@ganport/runtime').HostTensor} */
  const real = { dtype: 'float32', dims: [images, 28, 28, 1], data: next() };
  return engine.step({ real }, done++);
}

/** @param {number} repeats */
async function steps(repeats) {
  let ahead = step();
  for (let i = 1; i < repeats; i++) {
    const following = step();
    await ahead;
    ahead = following;
  }
  const { dLoss, gLoss, dGradientNorm } = await ahead;
  return { dLoss, gLoss, dGradientNorm };
}

// The first step traces and builds the session.
const start = performance.now();
await steps(1);
const build = ((performance.now() - start) / 1000).toFixed(2);
await serve(
  { version: '0.1.0', detail: `${engine.description}, first step ${build} s` },
  { step: steps },
);
