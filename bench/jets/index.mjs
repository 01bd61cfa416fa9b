/**
 * How long do 128 jets take: the exported LAGAN generator on ONNX Runtime against the simulator Pythia that it
 * learns from? The generator has its full width, a half and a quarter of it. Pythia's part is that of
 * `ganport data jets`. Run it with `--threads 1`: Pythia has one thread.
 */
import { join } from 'node:path';
import { peerPython } from '../../scripts/peers/places.mjs';
import { ownContestant, pythonContestant } from '../harness/peers.mjs';

const script = (/** @type {string} */ name) => join(import.meta.dirname, name);
const pythia = pythonContestant('pythia', 'pythia8mc', script('pythia_generate.py'), []);
const remedy = `pythia8mc is missing: ${peerPython} -m pip install pythia8mc==8.317.2`;

/** @type {import('../harness/rounds.mjs').Bench} */
export default {
  question: 'seconds for 128 jets of 25×25 pixels, half of each class',
  cases: { 128: 50 },
  subject: 'onnxruntime',
  contestants: [
    ownContestant('onnxruntime', script('ganport-generate.mjs'), ['1']),
    ownContestant('onnxruntime-half', script('ganport-generate.mjs'), ['0.5']),
    ownContestant('onnxruntime-quarter', script('ganport-generate.mjs'), ['0.25']),
    { ...pythia, missing: (provider) => pythia.missing(provider) && remedy },
  ],
};
