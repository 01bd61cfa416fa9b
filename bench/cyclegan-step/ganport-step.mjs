/** The CycleGAN step as `ganport train cyclegan` runs it; the trainer prepares a step ahead too. */
import { createGan, createOnnxEngine, parseConfig } from '@ganport/core';
import { serve } from '../harness/contestant.mjs';
import { pairs, size } from '../cyclegan/domains.mjs';

const config = parseConfig({
  ...{ variant: 'cyclegan', image: [size, size, 3], imageSize: size, filters: 16, blocks: 3 },
  ...{ providers: ['cpu'], threads: Number(process.env['THREADS']) },
});
const engine = await createOnnxEngine(createGan(config));
const next = pairs(process.argv[2] ?? '');
let done = 0;

function step() {
  const tensor = (/** @type {Float32Array} */ data) => ({
    dtype: /** @type {const} */ ('float32'),
    dims: [1, size, size, 3],
    data,
  });
  const { a, b } = next();
  return engine.step({ a: tensor(a), b: tensor(b) }, done++);
}

/** @param {number} repeats */
async function steps(repeats) {
  let ahead = step();
  for (let i = 1; i < repeats; i++) {
    const following = step();
    await ahead;
    ahead = following;
  }
  const { dLoss, gLoss, cycleLoss, identityLoss } = await ahead;
  return { dLoss, gLoss, cycleLoss: cycleLoss ?? NaN, identityLoss: identityLoss ?? NaN };
}

// The first step traces and builds the session.
const start = performance.now();
await steps(1);
const build = ((performance.now() - start) / 1000).toFixed(2);
await serve(
  { version: '0.1.0', detail: `${engine.description}, first step ${build} s` },
  { step: steps },
);
