/** The step traced into one graph, on ONNX Runtime in a worker thread. */
import * as tf from '@tensorflow/tfjs';
import { jit, type HostTensors } from '@ganport/backend';
import type { HostTensor } from '@ganport/runtime';
import { drawRandomInputs } from '../random/random-inputs.ts';
import type { Engine, EngineSettings, State } from './engine.ts';
import { createStep, stepMetrics, type StepMetric } from './step.ts';

export async function createOnnxEngine(settings: EngineSettings): Promise<Engine> {
  const { gan, batchSize, seed, providers, threads } = settings;
  const { variables, run } = createStep(gan);
  const place = { ...(providers && { providers }), ...(threads !== undefined && { threads }) };
  /** The number of the step that the next call makes, which decides its random draws. */
  let nextStep = 0;
  const step = jit(({ real }) => run(real as tf.Tensor, batchSize), {
    ...place,
    worker: true,
    variables: [...variables.values()],
    models: [gan.generator.model, gan.discriminator.model],
    random: (draws) => drawRandomInputs(draws, seed, nextStep),
  });
  const generate = jit(
    ({ noise }) => ({ images: gan.generator.model.apply(noise as tf.Tensor) as tf.Tensor }),
    {
      ...place,
      variables: [...gan.generator.weights.values()],
      models: [gan.generator.model],
    },
  );

  const stableNames = new Map([...variables].map(([name, { name: tfName }]) => [tfName, name]));
  const readState = async (): Promise<State> =>
    Object.fromEntries(
      Object.entries(await step.readVariables()).map(([name, tensor]) => [
        stableNames.get(name) as string,
        tensor,
      ]),
    );
  /** Values by tfjs's names, of those variables that are in `wanted`. */
  const byVariable = (state: State, wanted: Iterable<readonly [string, tf.Variable]>) => {
    const values: HostTensors = {};
    for (const [name, variable] of wanted) values[variable.name] = state[name] as HostTensor;
    return values;
  };
  const generatorVariables = [...gan.generator.weights].map(
    ([name, variable]) => [`generator/${name}`, variable] as const,
  );

  return {
    get description() {
      const running = step.running();
      return `onnxruntime ${running?.provider ?? 'not started'}`;
    },
    async step(real, number) {
      nextStep = number;
      const dims = [batchSize, ...gan.image];
      const results = await step({ real: { dtype: 'float32', dims, data: real } });
      return Object.fromEntries(
        stepMetrics.map((metric) => [metric, Number(results[metric]?.data[0])]),
      ) as Record<StepMetric, number>;
    },
    readState,
    writeState: (state) => step.writeVariables(byVariable(state, variables)),
    async generate(noise) {
      await generate.writeVariables(byVariable(await readState(), generatorVariables));
      return (await generate({ noise })).images as HostTensor;
    },
    async dispose() {
      await Promise.all([step.dispose(), generate.dispose()]);
    },
  };
}
