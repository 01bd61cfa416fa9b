/**
 * What PyTorch needs to compute the same steps as ganport: the settings, the initial weights, batches, all
 * random draws of the first steps, and the numbers that ganport has computed of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStep, drawRandomInputs } from '@ganport/core/internal';
import { exportStep } from '@ganport/export';
import { encodeNpz } from '@ganport/lab/internal';

/** @typedef {import('@ganport/core').Gan} Gan */
/** @typedef {import('@ganport/runtime').TensorMap} TensorMap */
/** @typedef {import('@ganport/export').TensorSpec} TensorSpec */

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
 * @param {string} folder of the case, which is made
 * @param {Gan} gan
 * @param {object} recorded
 * @param {TensorMap} recorded.weights by network and stable name
 * @param {TensorMap[]} recorded.batches
 * @param {import('@ganport/export').RandomInput[]} recorded.draws
 * @param {Readonly<Record<string, number>>[]} recorded.results of the first steps
 */
export function writeRecording(folder, { config }, { weights, batches, draws, results }) {
  mkdirSync(folder);
  /** @param {string} name @param {Parameters<typeof encodeNpz>[0]} arrays */
  const write = (name, arrays) => writeFileSync(join(folder, `${name}.npz`), encodeNpz(arrays));
  write('weights', Object.fromEntries(Object.entries(weights).map(named)));
  for (const [i, batch] of batches.entries()) {
    write(`batch-${i}`, Object.fromEntries(Object.entries(batch).map(named)));
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
