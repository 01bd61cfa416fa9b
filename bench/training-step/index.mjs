/**
 * How long does one training step of each variant take: ganport against PyTorch, and the mission's DCGAN
 * against TensorFlow and tfjs-node too? Before PyTorch's clock runs, it computes ganport's first steps
 * from the same weights, batches and draws, and must come to the same losses; see the README.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mnistImages,
  ownContestant,
  pythonContestant,
  tfjsNodeContestant,
} from '../harness/peers.mjs';
import { cases } from './cases.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const data = mnistImages();
/** What ganport records for PyTorch. */
const folder = mkdtempSync(join(tmpdir(), 'ganport-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

/** @param {import('../harness/rounds.mjs').Contestant} contestant */
const ofDcgan = (contestant) => ({ ...contestant, cases: ['dcgan'] });

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one training step (float32)',
  cases: Object.fromEntries(Object.entries(cases).map(([name, { repeats }]) => [name, repeats])),
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), [folder]),
    pythonContestant('pytorch', 'torch', script('pytorch/step.py'), [folder]),
    ofDcgan(pythonContestant('tensorflow', 'tensorflow', script('tensorflow_step.py'), [data])),
    ofDcgan(tfjsNodeContestant(script('tfjs-node-step.mjs'), [data])),
  ],
};
