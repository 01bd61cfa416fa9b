/** The same training steps in Node, on ONNX Runtime's CPU provider. */
import { readFileSync } from 'node:fs';
import { createGan, createPlan } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { place, serve } from '../harness/contestant.mjs';
import { cases } from './cases.mjs';
import { training } from './training.mjs';

const pixels = readFileSync(process.argv[2] ?? '').subarray(16);
const steps = await Promise.all(
  Object.entries(cases)
    .filter(([, { work, provider }]) => work === 'step' && provider === 'wasm')
    .map(async ([name, { plan }]) => {
      const own = createPlan({ ...plan.config, ...place });
      const engine = await createOnnxEngine(createGan(own));
      return /** @type {const} */ ([name, training(engine, own, pixels)]);
    }),
);
await serve(
  { version: '0.1.0', detail: `onnxruntime cpu, Node ${process.version}` },
  Object.fromEntries(steps),
);
