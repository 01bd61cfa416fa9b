/**
 * How long do 25 and 256 images take: the exported DCGAN generator on ONNX Runtime against PyTorch,
 * TensorFlow and tfjs-node? From drawing the noise to pixels in ordinary memory.
 */
import { join } from 'node:path';
import { ownContestant, pythonContestant, tfjsNodeContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for 25 and for 256 images of the DCGAN generator (28×28, float32)',
  cases: { 25: 20, 256: 5 },
  subject: 'onnxruntime',
  contestants: [
    ownContestant('onnxruntime', script('ganport-generate.mjs'), ['exported']),
    ownContestant('onnxruntime-process', script('ganport-generate.mjs'), ['exported', 'process']),
    ownContestant('onnxruntime-optimized', script('ganport-generate.mjs'), ['optimized']),
    pythonContestant('pytorch', 'torch', script('pytorch_generate.py'), []),
    pythonContestant('tensorflow', 'tensorflow', script('tensorflow_generate.py'), []),
    tfjsNodeContestant(script('tfjs-node-generate.mjs'), []),
  ],
};
