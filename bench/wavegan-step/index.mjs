/**
 * How long does one step of WaveGAN take, 5 updates of the critic with a gradient penalty and phase
 * shuffle and 1 of the generator: ganport against PyTorch? The networks have a quarter of the published
 * width and make 8,192 samples.
 */
import { join } from 'node:path';
import { ownContestant, pythonContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one WaveGAN step, 5 updates of D and 1 of G (8,192 samples, batch 16)',
  cases: { step: 3 },
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), []),
    pythonContestant('pytorch', 'torch', script('pytorch_step.py'), []),
  ],
};
