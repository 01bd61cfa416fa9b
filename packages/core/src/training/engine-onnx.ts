/** The step traced into one graph, on ONNX Runtime in a worker thread. */
import type * as tf from '@tensorflow/tfjs';
import { jit, type HostTensors } from '@ganport/backend';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Weights } from '../models/network.ts';
import { drawRandomInputs } from '../random/random-inputs.ts';
import type { Engine, EngineSettings } from './engine.ts';
import { checkState, type State } from './state.ts';
import { createStep, stepMetrics, type StepMetric } from './step.ts';

export async function createOnnxEngine(settings: EngineSettings): Promise<Engine> {
  const { gan, batchSize, seed, providers, threads } = settings;
  const { variables, run } = createStep(gan);
  const place = { ...(providers && { providers }), ...(threads !== undefined && { threads }) };
  /** The steps that calls under way make, by the calls' numbers: they decide the random draws. */
  const underWay = new Map<number, number>();
  let calls = 0;
  const step = jit(({ real }) => run(real as tf.Tensor, batchSize), {
    ...place,
    worker: true,
    variables: [...variables.values()],
    models: [gan.generator.model, gan.discriminator.model],
    random: (draws, call) => drawRandomInputs(draws, seed, underWay.get(call) as number),
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
  const generatorVariables: Weights = new Map(
    [...gan.generator.weights].map(([name, variable]) => [`generator/${name}`, variable]),
  );

  return {
    get description() {
      return `onnxruntime ${step.running()?.provider ?? 'not started'}`;
    },
    async step(real, number) {
      const call = calls++;
      underWay.set(call, number);
      try {
        const dims = [batchSize, ...gan.image];
        const results = await step({ real: { dtype: 'float32', dims, data: real } });
        return Object.fromEntries(
          stepMetrics.map((metric) => [metric, Number(results[metric]?.data[0])]),
        ) as Record<StepMetric, number>;
      } finally {
        underWay.delete(call);
      }
    },
    readState,
    writeState: async (state) => step.writeVariables(byTfName(variables, state)),
    async generate(noise) {
      await generate.writeVariables(byTfName(generatorVariables, await readState()));
      return (await generate({ noise })).images as HostTensor;
    },
    async dispose() {
      await Promise.all([step.dispose(), generate.dispose()]);
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

/** The variables' values by the names that tfjs gave them; copied, because a worker keeps arrays. */
function byTfName(variables: Weights, state: TensorMap): HostTensors {
  return Object.fromEntries(
    Object.entries(checkState(variables, state)).map(([name, tensor]) => [
      variables.get(name)?.name as string,
      { ...tensor, data: tensor.data.slice() },
    ]),
  );
}
