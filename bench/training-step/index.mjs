/**
 * How long does one training step of the mission's DCGAN take: ganport against PyTorch, TensorFlow
 * and tfjs-node? The same networks, batch, losses and optimiser everywhere; see the README.
 */
import { join } from 'node:path';
import {
  mnistImages,
  ownContestant,
  pythonContestant,
  tfjsNodeContestant,
} from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const data = mnistImages();

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one DCGAN training step (batch 64, float32)',
  cases: { step: 20 },
  subject: 'ganport',
  contestants: [
    ownContestant('ganport', script('ganport-step.mjs'), [data]),
    pythonContestant('pytorch', 'torch', script('pytorch_step.py'), [data]),
    pythonContestant('tensorflow', 'tensorflow', script('tensorflow_step.py'), [data]),
    tfjsNodeContestant(script('tfjs-node-step.mjs'), [data]),
  ],
};
