/** Files of `ganport evaluate --stats-out`: safetensors with a description. */
import { decodeSafetensors, encodeSafetensors } from '@ganport/core/internal';
import fc from 'fast-check';
import {
  decodeStatistics,
  encodeStatistics,
  firstStatistics,
} from '../../../packages/lab/dist/evaluation/statistics.js';
import { mutatedBytes, mutatedObjects } from '../mutate.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  share: 3,
  about: 'readStatistics',
  open: async () => {
    const features = { data: new Float32Array(12), count: 3, width: 4 };
    const probabilities = { data: new Float32Array(6), count: 3, width: 2 };
    const about = {
      reference: 'mnist (train)',
      heldOut: 'mnist (test)',
      extractor: { name: 'x.onnx', sha256: 'a'.repeat(64) },
      shape: /** @type {[number, number, number]} */ ([28, 28, 1]),
      classes: ['0', '1'],
      seed: 1,
      floor: { fid: { fid: 1 }, is: { is: { mean: 1, stddev: 0 } } },
    };
    const set = { features, probabilities };
    const whole = Buffer.concat(encodeStatistics({ about, reference: set, heldOut: set }));
    const { tensors, metadata } = decodeSafetensors(whole, 'x');
    const described = mutatedObjects([JSON.parse(metadata['about'] ?? '')]).map((object) =>
      Buffer.concat(encodeSafetensors({ tensors, metadata: { about: JSON.stringify(object) } })),
    );
    return {
      cases: fc.oneof(described, mutatedBytes([whole])),
      run(bytes) {
        firstStatistics(decodeStatistics(bytes, 'x'), 2, 7);
      },
    };
  },
};
