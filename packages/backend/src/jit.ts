/**
 * jit runs a tfjs function on ONNX Runtime. The function is traced once for each signature of its
 * inputs and becomes a graph whose variables are state that stays with the session. Seeds, data and
 * training loops are left to the caller.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { createStatefulSession, defaultProviders } from '#runtime';
import { exportStep, type LayerLike, type StepModel, type TensorFunction } from '@ganport/export';
import type { ConvolutionStrategy } from '@ganport/graph';
import type { HostTensor, Provider, Refusal, StatefulSession } from '@ganport/runtime';
import { BackendError } from './errors.ts';
import { numericType, toHostTensor } from './host-tensor.ts';
import { unseeded, type RandomSource } from './random.ts';
import { spentMemory } from './spent-memory.ts';

export interface JitOptions {
  /** The variables that the function reads and changes; default: all that exist. */
  readonly variables?: readonly Variable[];
  /** The source of random numbers; default: unseeded. */
  readonly random?: RandomSource;
  /**
   * Execution providers to try, in order; default: CUDA, then the CPU in Node, and WebGPU, then
   * WebAssembly in a page.
   */
  readonly providers?: readonly Provider[];
  readonly threads?: number;
  /**
   * In Node: compute in a worker thread, so that the event loop stays free. Arrays that are
   * passed in are moved there and are empty afterwards.
   */
  readonly worker?: boolean;
  /** Models whose layers give the graph's nodes their names. */
  readonly models?: readonly LayerLike[];
}

export type HostTensors = Record<string, HostTensor>;

export interface Jitted {
  /**
   * Runs the function. Calls queue up; each sees the variables as the one before left them.
   *
   * @param inputs host tensors or tfjs tensors by name: float32, int32 or bool, of any shape. Another
   * shape or dtype than before is traced again.
   * @returns the function's results as host tensors by name
   * @throws ExportError when the function cannot be traced; BackendError 'bad-argument', 'disposed';
   * RuntimeError `no-provider`, `not-installed`, `run-failed`
   */
  (inputs: Readonly<Record<string, HostTensor | Tensor>>): Promise<HostTensors>;
  /** Copies of the variables' values after the calls so far, by name. */
  readVariables(): Promise<HostTensors>;
  /** Replaces values of variables by name; the other variables keep theirs. */
  writeVariables(values: Readonly<HostTensors>): Promise<void>;
  /**
   * The provider that runs, and the reasons of those that were tried before it; undefined before the
   * first call.
   */
  running(): { provider: Provider; refused: readonly Refusal[] } | undefined;
  dispose(): Promise<void>;
}

/** A function compiled for one signature. */
interface Compiled {
  readonly step: StepModel;
  readonly session: StatefulSession;
}

/** GPUs have fast convolutions for weights that change; on the CPU a matrix product is faster. */
const convolutions: Readonly<Record<Provider, ConvolutionStrategy>> = {
  cpu: 'cpu',
  wasm: 'cpu',
  cuda: 'direct',
  webgpu: 'direct',
};

/**
 * A function on ONNX Runtime in place of tfjs: traced at its first call, one graph for each signature.
 *
 * @param fn takes tensors by name and returns tensors by name, synchronously. It may compute gradients
 * and assign variables: a whole training step.
 * @throws nothing by itself; the calls of the result throw
 * @example
 * const adam = tf.train.adam(0.01);
 * const step = jit(({ x, y }) => ({
 *   loss: adam.minimize(() => tf.losses.meanSquaredError(y, model.apply(x)), true),
 * }));
 * const { loss } = await step({ x, y });
 * await step.dispose();
 */
export function jit(fn: TensorFunction, options: JitOptions = {}): Jitted {
  const { random = unseeded, providers = defaultProviders, threads, worker } = options;
  const memory = spentMemory();
  const compiled = new Map<string, Compiled>();
  /** The compiled function whose session holds the variables. */
  let current: Compiled | undefined;
  /** Values written before the first call. */
  let pending: HostTensors = {};
  let calls = 0;
  let disposed = false;
  let queue: Promise<unknown> = Promise.resolve();

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    if (disposed) throw new BackendError('disposed', 'this jit function was disposed of');
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };

  async function open(inputs: HostTensors): Promise<Compiled> {
    let step: StepModel | undefined;
    const make = async (provider: Provider) => {
      step = await exportStep(fn, {
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, { dtype, dims }]) => [
            name,
            { shape: dims, dtype: numericType(dtype, `input ${name}`) },
          ]),
        ),
        convolution: convolutions[provider],
        ...(options.variables && { variables: options.variables }),
        ...(options.models && { models: options.models }),
      });
      const values: HostTensors = { ...(await variableValues(step.variables)), ...pending };
      const state = step.variables.map(({ name }) => name);
      const initial = Object.fromEntries(state.map((name) => [name, values[name] as HostTensor]));
      return { model: step.model.bytes(), state, initial };
    };
    const session = await createStatefulSession(make, {
      providers,
      ...(threads !== undefined && { threads }),
      ...(worker && { worker, consumeFeeds: true, onSpent: memory.keep }),
    });
    // The last model that was made is the one that opened.
    return { step: step as StepModel, session };
  }

  /** The session for these inputs, with the variables moved to it. */
  async function switchTo(inputs: HostTensors): Promise<Compiled> {
    const signature = JSON.stringify(
      Object.entries(inputs).map(([name, { dtype, dims }]) => [name, dtype, dims]),
    );
    let next = compiled.get(signature);
    if (!next) compiled.set(signature, (next = await open(inputs)));
    if (current && current !== next) {
      await next.session.writeState(await current.session.readState());
    }
    current = next;
    return next;
  }

  const call = async (given: Readonly<Record<string, HostTensor | Tensor>>) => {
    const number = calls++;
    const reading = hostTensors(given);
    // A failure is reported by the queued work below.
    reading.catch(() => undefined);
    // Random numbers are drawn while the call before computes.
    const ahead = current && drawFor(current.step, number);
    // Queued before the inputs are read, so that later requests see what this call leaves.
    return enqueue(async () => {
      const inputs = await reading;
      const { step, session } = await switchTo(inputs);
      return session.step({ ...inputs, ...(ahead ?? drawFor(step, number)) });
    });
  };

  function drawFor({ random: draws }: StepModel, number: number): HostTensors {
    const values = random(draws, number, memory.take);
    return Object.fromEntries(
      draws.map(({ name, shape }, i) => [
        name,
        { dtype: 'float32', dims: shape, data: values[i] as Float32Array },
      ]),
    );
  }

  return Object.assign(call, {
    readVariables: () =>
      enqueue(async () => {
        if (current) return current.session.readState();
        return { ...(await variableValues(options.variables ?? [])), ...pending };
      }),
    writeVariables: (values: Readonly<HostTensors>) =>
      enqueue(async () => {
        if (current) await current.session.writeState(values);
        else pending = { ...pending, ...values };
      }),
    running: () => current && pickRunning(current.session),
    dispose: async () => {
      if (disposed) return;
      const done = enqueue(async () => {
        await Promise.all([...compiled.values()].map(({ session }) => session.dispose()));
      });
      disposed = true;
      await done;
    },
  });
}

function pickRunning({ provider, refused }: StatefulSession) {
  return { provider, refused };
}

async function variableValues(variables: readonly Variable[]): Promise<HostTensors> {
  return Object.fromEntries(
    await Promise.all(
      variables.map(async (variable) => [
        variable.name,
        await toHostTensor(variable, `variable ${variable.name}`),
      ]),
    ),
  );
}

async function hostTensors(
  given: Readonly<Record<string, HostTensor | Tensor>>,
): Promise<HostTensors> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(given).map(async ([name, tensor]) => [
        name,
        'dims' in tensor ? tensor : await toHostTensor(tensor, `input ${name}`),
      ]),
    ),
  );
}
