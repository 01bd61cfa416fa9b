/**
 * What PyTorch needs to compute the same steps as ganport: the settings, the initial weights, batches, all
 * random draws of the first steps, and the numbers that ganport has computed of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStep, drawRandomInputs } from '@ganport/core/internal';
import { jit } from '@ganport/backend';
import { exportStep } from '@ganport/export';
import { encodeNpz } from '@ganport/lab/internal';

/** @typedef {import('@ganport/core').Gan} Gan */
/** @typedef {import('@ganport/runtime').TensorMap} TensorMap */
/** @typedef {import('@ganport/export').TensorSpec} TensorSpec */
/** @typedef {import('@tensorflow/tfjs').Tensor} Tensor */

/**
 * The random inputs of a step, in their order.
 * @param {Gan} gan @param {TensorMap} batch
 */
export async function drawsOf(gan, batch) {
  const { variables, run } = createStep(gan);
  const inputs = Object.entries(batch).map(([name, { dtype, dims }]) => {
    const spec = { dtype: /** @type {'float32' | 'int32'} */ (dtype), shape: dims };
    return /** @type {[string, TensorSpec]} */ ([name, spec]);
  });
  const { random } = await exportStep((tensors) => run(tensors), {
    inputs: Object.fromEntries(inputs),
    variables: [...variables.values()],
    models: Object.values(gan.networks).map(({ model }) => model),
  });
  return random;
}

/**
 * What D sees of the real samples of batches, computed as in the step; nothing where D takes samples as
 * they are.
 * @param {Gan} gan @param {TensorMap[]} batches
 * @returns {Promise<TensorMap[]>}
 */
export async function representedBy({ networks, config: { providers, threads } }, batches) {
  const network = networks['discriminator'];
  const represent = network?.represent;
  if (!represent) return [];
  const represented = jit(
    ({ real }) => ({ represented: represent(/** @type {Tensor} */ (real)) }),
    {
      ...(providers && { providers }),
      ...(threads !== undefined && { threads }),
      models: [network.model],
      variables: [...network.weights.values()],
    },
  );
  const results = [];
  for (const { real } of batches) {
    const { dims, data } = /** @type {import('@ganport/runtime').HostTensor} */ (real);
    results.push(await represented({ real: { dtype: 'float32', dims, data: data.slice() } }));
  }
  await represented.dispose();
  return results;
}

/**
 * @param {string} folder of the case, which is made
 * @param {Gan} gan
 * @param {object} recorded
 * @param {TensorMap} recorded.weights by network and stable name
 * @param {TensorMap[]} recorded.batches
 * @param {TensorMap[]} recorded.represented what D sees of the real samples of the first steps
 * @param {import('@ganport/export').RandomInput[]} recorded.draws
 * @param {Readonly<Record<string, number>>[]} recorded.results of the first steps
 */
export function writeRecording(
  folder,
  { config },
  { weights, batches, represented, draws, results },
) {
  mkdirSync(folder);
  /** @param {string} name @param {Parameters<typeof encodeNpz>[0]} arrays */
  const write = (name, arrays) => writeFileSync(join(folder, `${name}.npz`), encodeNpz(arrays));
  write('weights', Object.fromEntries(Object.entries(weights).map(named)));
  for (const [i, batch] of batches.entries()) {
    write(`batch-${i}`, Object.fromEntries(Object.entries(batch).map(named)));
  }
  for (const [i, tensors] of represented.entries()) {
    write(`represented-${i}`, Object.fromEntries(Object.entries(tensors).map(named)));
  }
  for (const step of results.keys()) {
    const values = drawRandomInputs(draws, config.seed, step);
    const arrays = draws.map(({ shape }, i) => {
      return [String(i), { shape, data: /** @type {Float32Array} */ (values[i]) }];
    });
    write(`draws-${step}`, Object.fromEntries(arrays));
  }
  writeFileSync(join(folder, 'recording.json'), JSON.stringify({ config, results }));
}

/** @param {[string, import('@ganport/runtime').HostTensor]} entry a slash cannot be in the name of a file */
function named([name, { dims, data }]) {
  const array = { shape: dims, data: /** @type {Float32Array | Int32Array} */ (data) };
  return /** @type {const} */ ([name.replaceAll('/', '.'), array]);
}
