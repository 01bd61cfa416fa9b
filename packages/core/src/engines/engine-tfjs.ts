/**
 * The tfjs engine: the step runs eagerly on tfjs's current backend. It is the reference with which the
 * traced step is compared.
 */
import * as tf from '#tfjs';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Gan } from '../gan/gan.ts';
import { phaseAt } from '../gan/phases.ts';
import { applyNetwork, firstOutput, type Network, type Weights } from '../models/network.ts';
import { withDraws } from '../random/ambient.ts';
import type { Engine, StepNumbers } from './engine.ts';
import { readVariables, writeVariables } from './state.ts';
import { createStep, hasAverage, inferenceWeights, currentWeights } from './step.ts';

/** An engine on tfjs's current backend. */
export async function createTfjsEngine(gan: Gan): Promise<Engine> {
  const { seed } = gan.config;
  const { variables, run } = createStep(gan);
  return {
    description: `tfjs ${tf.getBackend()}`,
    async step(batch, number) {
      const inputs = toTensors(batch);
      const phase = phaseAt(gan, number).name;
      const results = tf.tidy(() => withDraws(seed, number, () => run(inputs, phase)));
      tf.dispose(inputs);
      const entries = Object.entries(results).map(async ([metric, tensor]) => {
        const [value] = await tensor.data();
        tensor.dispose();
        return [metric, value] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as StepNumbers;
    },
    readState: () => readVariables(variables),
    async writeState(state) {
      writeVariables(variables, state);
    },
    async infer(name, inputs) {
      const network = gan.networks[name] as Network;
      const apply = async (): Promise<HostTensor> => {
        const tensors = toTensors(inputs);
        const image = tf.tidy(() => firstOutput(applyNetwork(network, tensors, false)).output);
        const values = (await image.data()) as Float32Array;
        tf.dispose([image, tensors]);
        return { dtype: 'float32', dims: image.shape, data: values };
      };
      if (!hasAverage(gan, name)) return apply();
      // The average replaces the weights during the inference.
      const weights = currentWeights(network);
      const values = await readVariables(weights);
      const averages = inferenceWeights(gan, network);
      writeVariables(averages, await readVariables(withNamesOf(variables, averages)));
      try {
        return await apply();
      } finally {
        writeVariables(weights, values);
      }
    },
    async dispose() {
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

function toTensors(batch: TensorMap): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { data, dims, dtype }]: [string, HostTensor]) => [
      name,
      tf.tensor(data as Float32Array, [...dims], dtype as 'float32' | 'int32'),
    ]),
  );
}

/** The variables whose names are also in `names`. */
function withNamesOf(variables: Weights, names: Weights): Weights {
  return new Map([...variables].filter(([name]) => names.has(name)));
}
