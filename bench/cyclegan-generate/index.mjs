/**
 * How long does one image of 256 × 256 take: the exported CycleGAN generator (9 blocks, 64 filters)
 * on ONNX Runtime against PyTorch and TensorFlow? From an array in ordinary memory to another.
 */
import { join } from 'node:path';
import { ownContestant, pythonContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for one image of the CycleGAN generator (256 × 256 × 3, 9 blocks, 64 filters)',
  cases: { image: 3 },
  subject: 'onnxruntime',
  contestants: [
    ownContestant('onnxruntime', script('ganport-generate.mjs'), ['exported']),
    ownContestant('onnxruntime-optimized', script('ganport-generate.mjs'), ['optimized']),
    pythonContestant('pytorch', 'torch', script('pytorch_generate.py'), []),
    pythonContestant('pytorch-nhwc', 'torch', script('pytorch_generate.py'), ['channels_last']),
    pythonContestant('tensorflow', 'tensorflow', script('tensorflow_generate.py'), []),
  ],
};
