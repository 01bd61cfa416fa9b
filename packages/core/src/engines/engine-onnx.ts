/** The ONNX engine: the step is traced into one graph, which ONNX Runtime runs in a worker thread. */
import { jit, type HostTensors, type Jitted } from '@ganport/backend';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Gan } from '../gan/gan.ts';
import { phaseAt, type PhaseName } from '../gan/phases.ts';
import { applyNetwork, firstOutput, type Network, type Weights } from '../models/network.ts';
import type { Batch } from '../objectives/objective.ts';
import { drawRandomInputs } from '../random/random-inputs.ts';
import type { Engine, StepNumbers } from './engine.ts';
import { checkState, type State } from './state.ts';
import { createStep, inferenceWeights } from './step.ts';

/** An engine on ONNX Runtime, with the providers and threads of the GAN's settings. */
export async function createOnnxEngine(gan: Gan): Promise<Engine> {
  const { seed, providers, threads } = gan.config;
  const { variables, run } = createStep(gan);
  const session = { ...(providers && { providers }), ...(threads !== undefined && { threads }) };
  /** The step number of each running call, which decides its random draws. */
  const stepOfCall = new Map<number, number>();
  let calls = 0;
  const step = jit((inputs) => run(...ofPhase(inputs)), {
    ...session,
    worker: true,
    linked: false,
    variables: [...variables.values()],
    models: Object.values(gan.networks).map(({ model }) => model),
    random: (draws, call, allocate) => {
      const number = stepOfCall.get(call);
      if (number === undefined) throw new RangeError(`onnx engine: call ${call} has no step`);
      return drawRandomInputs(draws, seed, number, 0, allocate);
    },
  });
  const inference = new Map<string, Jitted>();
  /** How often the state has changed. */
  let changes = 0;
  /** The value of `changes` when a network last received the state. */
  const writtenAt = new Map<string, number>();
  const inferenceOf = (network: Network): Jitted => {
    const known = inference.get(network.name);
    if (known) return known;
    const jitted = jit((inputs) => firstOutput(applyNetwork(network, inputs, false)), {
      ...session,
      linked: false,
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
      stepOfCall.set(call, number);
      try {
        const results = await step(named(batch, phaseAt(gan, number).name));
        return Object.fromEntries(
          Object.entries(results).map(([metric, { data }]) => [metric, Number(data[0])]),
        ) as StepNumbers;
      } finally {
        stepOfCall.delete(call);
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
      const current = changes;
      if (writtenAt.get(name) !== current) {
        const weights = inferenceWeights(gan, network);
        await jitted.writeVariables(byTfName(weights, await readState()));
        writtenAt.set(name, current);
      }
      return (await jitted({ ...inputs }))['output'] as HostTensor;
    },
    async dispose() {
      await Promise.all([step, ...inference.values()].map((jitted) => jitted.dispose()));
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

const PRETRAINING = 'pretraining/';

/** The names of the inputs tell the phase, so that each phase has a graph of its own. */
function named(batch: TensorMap, phase: PhaseName): TensorMap {
  const prefix = phase === 'pretraining' ? PRETRAINING : '';
  return Object.fromEntries(
    Object.entries(batch).map(([name, tensor]) => [`${prefix}${name}`, tensor]),
  );
}

/** The inputs of a step by their own names, and its phase. */
function ofPhase(inputs: Batch): [Batch, PhaseName] {
  const isPretraining = Object.keys(inputs).every((name) => name.startsWith(PRETRAINING));
  if (!isPretraining) return [inputs, 'adversarial'];
  const entries = Object.entries(inputs);
  return [
    Object.fromEntries(entries.map(([name, tensor]) => [name.slice(PRETRAINING.length), tensor])),
    'pretraining',
  ];
}

/** The variables' values by the names that tfjs has given them. Copies, because a worker takes arrays. */
function byTfName(variables: Weights, state: TensorMap): HostTensors {
  return Object.fromEntries(
    Object.entries(checkState(variables, state)).map(([name, tensor]) => [
      variables.get(name)?.name as string,
      { ...tensor, data: tensor.data.slice() },
    ]),
  );
}
