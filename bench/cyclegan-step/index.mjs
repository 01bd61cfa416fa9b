/**
 * How long does one training step of CycleGAN take at 64 × 64, both generators and both
 * discriminators: ganport against PyTorch? The same networks, images and losses; see the README.
 */
import { join } from 'node:path';
import { mnistImages, ownContestant, pythonContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const data = mnistImages();

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one CycleGAN training step (64 × 64 × 3, 3 blocks, 16 filters, batch 1)',
  cases: { step: 10 },
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), [data]),
    pythonContestant('pytorch', 'torch', script('pytorch_step.py'), [data]),
    pythonContestant('pytorch-nhwc', 'torch', script('pytorch_step.py'), [data, 'channels_last']),
  ],
};
