/**
 * How long does a step take that several workers share: `ganport train --workers N`, the workers of ganport-ray
 * and PyTorch's DistributedDataParallel, the same networks, a batch of 64 for all, over one machine's processors?
 */
import { join } from 'node:path';
import { mnistImages, ownContestant, pythonContestant } from '../harness/peers.mjs';
import { cases } from './cases.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const data = mnistImages();

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one step that workers share (batch 64 for all)',
  cases: Object.fromEntries(cases.map(({ name }) => [name, name.startsWith('dcgan') ? 10 : 3])),
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), [data]),
    pythonContestant('pytorch-ddp', 'torch', script('pytorch_ddp.py'), [data]),
  ],
};
