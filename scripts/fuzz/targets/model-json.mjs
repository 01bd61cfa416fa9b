/** model.json of tfjs LayersModels, with their weights beside it. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTfjsModel } from '../../../packages/cli/dist/layers-model-file.js';
import { tf } from '../../../packages/cli/dist/tfjs.js';
import { mutatedJson } from '../mutate.mjs';
import { jsonFixture } from '../seeds.mjs';

const names = ['layers', 'recurrent', 'several-inputs', 'graph'];

/** @type {import('../target.mjs').Target} */
export default {
  about: 'readTfjsModel: topology, weights manifest',
  open: async (folder) => {
    await tf.setBackend('cpu');
    const root = join(import.meta.dirname, '../../../fixtures/models');
    for (const name of names) {
      cpSync(join(root, name, 'weights.bin'), join(folder, `${name}.bin`));
    }
    const seeds = names.map((name) => {
      const json = jsonFixture('models', name, 'model.json');
      json.weightsManifest[0].paths = [`${name}.bin`];
      return json;
    });
    const path = join(folder, 'model.json');
    return {
      cases: mutatedJson(seeds),
      async run(bytes) {
        writeFileSync(path, bytes);
        // A model that is refused leaves tensors behind, such as the first weights of its layers.
        tf.engine().startScope();
        try {
          (await readTfjsModel(path)).dispose();
        } finally {
          tf.engine().endScope();
          tf.disposeVariables();
        }
      },
    };
  },
};
