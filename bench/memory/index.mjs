/**
 * Does memory grow while training? The resident size of this process over 1,000 steps of a small
 * DCGAN on ganport's engine: every 100 steps, and the most it grew by once warm.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGan, createPlan } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { batch, batches } from '../dcgan/batches.mjs';
import { mnistImages } from '../harness/peers.mjs';

const steps = 1000;
const every = 100;
/** Steps until allocators and the JavaScript engine have taken what they keep. */
const warm = 300;
const width = 1 / 16;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Resident size in megabytes (10⁶ bytes), garbage aside. */
function residentMegabytes() {
  collectGarbage();
  return process.memoryUsage.rss() / 1e6;
}

/** @param {boolean} json the last line is the figures as JSON */
export async function measureMemory(json) {
  const settings = { variant: 'dcgan', image: [28, 28, 1], width, batchSize: batch };
  const engine = await createOnnxEngine(createGan(createPlan({ ...settings, providers: ['cpu'] })));
  const next = batches(mnistImages());
  /** @type {Record<number, number>} */
  const megabytes = {};
  try {
    for (let step = 1; step <= steps; step++) {
      const real = {
        dtype: /** @type {const} */ ('float32'),
        dims: [batch, 28, 28, 1],
        data: next(),
      };
      await engine.step({ real }, step - 1);
      if (step % every !== 0) continue;
      megabytes[step] = Number(residentMegabytes().toFixed(1));
      console.log(`step ${step}: ${megabytes[step]} MB`);
    }
  } finally {
    await engine.dispose();
  }
  const warmSize = megabytes[warm] ?? NaN;
  const later = Object.entries(megabytes).filter(([step]) => Number(step) > warm);
  const growth = Number((Math.max(...later.map(([, size]) => size)) - warmSize).toFixed(1));
  console.log(`largest after step ${warm}, less that at step ${warm}: ${growth} MB`);
  if (json) console.log(JSON.stringify({ megabytes, growth }));
}
