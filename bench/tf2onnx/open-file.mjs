/** A converter's file in ONNX Runtime on the CPU, on the inputs that ganport's file accepts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '@ganport/graph';
import { drawInputs } from '@ganport/parity';
import { createSession } from '@ganport/runtime/node';

/** tf2onnx keeps TensorFlow's names of tensors. @param {string} name */
const plain = (name) => name.replace(/:0$/, '');

/**
 * @param {string} folder of the model's files
 * @param {string} who the converter
 * @param {Record<string, number>} sizes of the open dimensions of ganport's file
 * @param {number} threads
 */
export async function openFile(folder, who, sizes, threads) {
  const read = (/** @type {string} */ one) => readModel(readFileSync(join(folder, `${one}.onnx`)));
  const drawn = drawInputs(read('ganport'), { sizes });
  const { inputs } = read(who).graph;
  const feeds = Object.fromEntries(
    inputs.map(({ name }) => {
      const tensor = drawn[name] ?? drawn[plain(name)];
      if (!tensor) throw new Error(`${folder}: ganport's file has no input ${name}`);
      return [name, tensor];
    }),
  );
  const session = await createSession(join(folder, `${who}.onnx`), { providers: ['cpu'], threads });
  return {
    /** Outputs by their names in tfjs. */
    run: async () => {
      const outputs = Object.entries(await session.run(feeds));
      return Object.fromEntries(outputs.map(([name, tensor]) => [plain(name), tensor]));
    },
    close: () => session.dispose(),
  };
}
