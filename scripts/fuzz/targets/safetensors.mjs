/** safetensors files: header and values. */
import { decodeSafetensors, encodeSafetensors } from '@ganport/core/internal';
import fc from 'fast-check';
import { mutatedBytes, mutatedJson } from '../mutate.mjs';
import { check } from '../target.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  share: 4,
  about: 'decodeSafetensors',
  open: async () => {
    const tensors = {
      a: { dtype: /** @type {const} */ ('float32'), dims: [2, 3], data: new Float32Array(6) },
      b: { dtype: /** @type {const} */ ('int64'), dims: [], data: new BigInt64Array(1) },
      c: { dtype: /** @type {const} */ ('bool'), dims: [0, 4], data: new Uint8Array(0) },
    };
    const [length = new Uint8Array(), header = new Uint8Array(), ...values] = encodeSafetensors({
      tensors,
      metadata: { note: 'x' },
    });
    const json = JSON.parse(Buffer.from(header).toString());
    const whole = Buffer.concat([length, header, ...values]);
    const withHeader = mutatedJson([json]).map((text) => {
      const size = Buffer.alloc(8);
      size.writeBigUInt64LE(BigInt(text.length));
      return Buffer.concat([size, text, ...values]);
    });
    return {
      cases: fc.oneof(withHeader, mutatedBytes([whole])),
      run(bytes) {
        const read = decodeSafetensors(bytes, 'x');
        const again = Buffer.concat(encodeSafetensors(read));
        const { tensors: same } = decodeSafetensors(again, 'x');
        check(Object.keys(same).length === Object.keys(read.tensors).length, 'tensors are lost');
      },
    };
  },
};
