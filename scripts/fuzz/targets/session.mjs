/** ONNX files in ONNX Runtime, in a child process with limits of its own. */
import { readModel } from '@ganport/graph';
import { shareProcess } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
import { drawInputs } from '../../../packages/cli/dist/parity/inputs.js';
import { onnxCases } from './onnx.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  about: 'createSession, run in a child process',
  open: async () => {
    const launch = shareProcess({ timeLimit: 2, memoryLimit: 2 ** 29 });
    return {
      cases: onnxCases,
      async run(bytes) {
        const session = await createSession(bytes, { providers: ['cpu'], launch });
        try {
          await session.run(drawInputs(readModel(bytes), 1));
        } finally {
          await session.dispose();
        }
      },
    };
  },
};
