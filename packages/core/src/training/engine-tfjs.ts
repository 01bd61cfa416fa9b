/** The step run eagerly on tfjs's current backend: the original that the traced step is held to. */
import * as tf from '@tensorflow/tfjs';
import { withDraws } from '../random/ambient.ts';
import type { Engine, EngineSettings } from './engine.ts';
import { readVariables, writeVariables } from './state.ts';
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
    readState: () => readVariables(variables),
    async writeState(state) {
      writeVariables(variables, state);
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
