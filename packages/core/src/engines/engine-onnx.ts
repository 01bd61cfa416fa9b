/** The step traced into one graph, on ONNX Runtime in a worker thread. */
import { jit, type HostTensors, type Jitted } from '@ganport/backend';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Gan } from '../gan/gan.ts';
import { applyNetwork, firstOutput, type Network, type Weights } from '../models/network.ts';
import { drawRandomInputs } from '../random/random-inputs.ts';
import type { Engine, StepNumbers } from './engine.ts';
import { checkState, type State } from './state.ts';
import { createStep, keptWeights } from './step.ts';

export async function createOnnxEngine(gan: Gan): Promise<Engine> {
  const { seed, providers, threads } = gan.config;
  const { variables, run } = createStep(gan);
  const place = { ...(providers && { providers }), ...(threads !== undefined && { threads }) };
  /** The steps that calls under way make, by the calls' numbers: they decide the random draws. */
  const underWay = new Map<number, number>();
  let calls = 0;
  const step = jit((batch) => run(batch), {
    ...place,
    worker: true,
    variables: [...variables.values()],
    models: Object.values(gan.networks).map(({ model }) => model),
    random: (draws, call, allocate) =>
      drawRandomInputs(draws, seed, underWay.get(call) as number, 0, allocate),
  });
  const inference = new Map<string, Jitted>();
  /** How often the state has changed, and at which of these counts a network was last given it. */
  let changes = 0;
  const writtenAt = new Map<string, number>();
  const inferenceOf = (network: Network): Jitted => {
    const known = inference.get(network.name);
    if (known) return known;
    const jitted = jit((inputs) => firstOutput(applyNetwork(network, inputs, false)), {
      ...place,
      variables: [...network.weights.values()],
      models: [network.model],
    });
    inference.set(network.name, jitted);
    return jitted;
  };

  const stableNames = new Map([...variables].map(([name, { name: tfName }]) => [tfName, name]));
  const readState = async (): Promise<State> =>
    Object.fromEntries(
      Object.entries(await step.readVariables()).map(([name, tensor]) => [
        stableNames.get(name) as string,
        tensor,
      ]),
    );

  return {
    get description() {
      return `onnxruntime ${step.running()?.provider ?? 'not started'}`;
    },
    async step(batch, number) {
      const call = calls++;
      changes++;
      underWay.set(call, number);
      try {
        const results = await step({ ...batch });
        return Object.fromEntries(
          Object.entries(results).map(([metric, { data }]) => [metric, Number(data[0])]),
        ) as StepNumbers;
      } finally {
        underWay.delete(call);
      }
    },
    readState,
    async writeState(state) {
      changes++;
      await step.writeVariables(byTfName(variables, state));
    },
    async infer(name, inputs) {
      const network = gan.networks[name] as Network;
      const jitted = inferenceOf(network);
      const present = changes;
      if (writtenAt.get(name) !== present) {
        const kept = keptWeights(gan, network);
        await jitted.writeVariables(byTfName(kept, await readState()));
        writtenAt.set(name, present);
      }
      return (await jitted({ ...inputs }))['output'] as HostTensor;
    },
    async dispose() {
      await Promise.all([step, ...inference.values()].map((jitted) => jitted.dispose()));
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
