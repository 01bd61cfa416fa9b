/**
 * How long does one WGAN-GP step of DCGAN's networks take, 5 updates of the critic with a gradient
 * penalty (a derivative of second order) and 1 of the generator: ganport against PyTorch?
 */
import { join } from 'node:path';
import { mnistImages, ownContestant, pythonContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const data = mnistImages();

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one WGAN-GP step of the DCGAN, 5 updates of D and 1 of G (batch 64)',
  cases: { step: 3 },
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), [data]),
    pythonContestant('pytorch', 'torch', script('pytorch_step.py'), [data]),
  ],
};
