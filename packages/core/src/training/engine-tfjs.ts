/** The step run eagerly on tfjs's current backend: the original that the traced step is held to. */
import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '@ganport/runtime';
import { withDraws } from '../random/ambient.ts';
import type { Engine, EngineSettings, State } from './engine.ts';
import { createStep, stepMetrics, type StepMetric } from './step.ts';

export async function createTfjsEngine(settings: EngineSettings): Promise<Engine> {
  const { gan, batchSize, seed } = settings;
  const { variables, run } = createStep(gan);
  return {
    description: `tfjs ${tf.getBackend()}`,
    async step(real, number) {
      const input = tf.tensor(real, [batchSize, ...gan.image]);
      const results = tf.tidy(() => withDraws(seed, number, () => run(input, batchSize)));
      input.dispose();
      const entries = stepMetrics.map(async (metric) => {
        const [value] = await results[metric].data();
        results[metric].dispose();
        return [metric, value] as const;
      });
      return Object.fromEntries(await Promise.all(entries)) as Record<StepMetric, number>;
    },
    async readState() {
      const state: State = {};
      for (const [name, variable] of variables) {
        const data = (await variable.data()).slice() as Float32Array;
        state[name] = { dtype: 'float32', dims: [...variable.shape], data };
      }
      return state;
    },
    async writeState(state) {
      for (const [name, variable] of variables) {
        const { data, dims } = state[name] as HostTensor;
        const value = tf.tensor((data as Float32Array).slice(), [...dims]);
        variable.assign(value);
        value.dispose();
      }
    },
    async generate({ data, dims }) {
      const images = tf.tidy(() => {
        const noise = tf.tensor(data as Float32Array, [...dims]);
        return gan.generator.model.apply(noise) as tf.Tensor;
      });
      const values = (await images.data()) as Float32Array;
      images.dispose();
      return { dtype: 'float32', dims: images.shape, data: values };
    },
    async dispose() {
      for (const variable of variables.values()) variable.dispose();
    },
  };
}
