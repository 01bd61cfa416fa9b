/** Checkpoints whose digest is right, with any header, and damaged ones. */
import { decodeCheckpoint, encodeCheckpoint } from '@ganport/core';
import fc from 'fast-check';
import { mutatedBytes, mutatedJson } from '../mutate.mjs';

const header = {
  step: 200,
  seed: 1,
  configHash: 'a'.repeat(64),
  randomness: 'threefry',
  dataOrder: { dataset: 'mnist', size: 60_000, batchSize: 64 },
  versions: { ganport: '0.1.0' },
};
const tensors = {
  'generator/w': {
    dtype: /** @type {const} */ ('float32'),
    dims: [2, 2],
    data: new Float32Array(4),
  },
};

/** @type {import('../target.mjs').Target} */
export default {
  share: 3,
  about: 'decodeCheckpoint',
  open: async () => {
    const whole = Buffer.concat([...(await encodeCheckpoint({ header, tensors }))]);
    return {
      cases: fc.oneof(mutatedJson([header]), mutatedBytes([whole])),
      async run(bytes) {
        if (bytes[0] !== '{'.charCodeAt(0)) {
          await decodeCheckpoint(bytes, 'x');
          return;
        }
        // A header of its own in a file whose digest is right.
        let own;
        try {
          own = JSON.parse(Buffer.from(bytes).toString());
        } catch {
          return;
        }
        await decodeCheckpoint(
          Buffer.concat([...(await encodeCheckpoint({ header: own, tensors }))]),
          'x',
        );
      },
    };
  },
};
