/** ONNX files in ONNX Runtime, in a child process with limits of its own. */
import { readModel } from '@ganport/graph';
import { drawInputs, shareProcess } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';
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
          await session.run(drawInputs(readModel(bytes)));
        } finally {
          await session.dispose();
        }
      },
    };
  },
};
