/**
 * jit runs a tfjs function on ONNX Runtime. The function is traced once for each signature of its
 * inputs and becomes a graph whose variables are state that stays with the session.
 * linked-variables.ts lets the rest of the program see that state in tfjs's variables. Seeds, data and
 * training loops are left to the caller.
 */
import { engine, type Optimizer, type Tensor, type Variable } from '#tfjs-core';
import { createStatefulSession, defaultProviders } from '#runtime';
import { exportStep, type LayerLike, type StepModel, type TensorFunction } from '@ganport/export';
import type { ConvolutionStrategy } from '@ganport/graph';
import type { HostTensor, Provider, Refusal, StatefulSession } from '@ganport/runtime';
import { nextName } from '@ganport/runtime/internal';
import { convolutionsOn } from './convolutions.ts';
import { BackendError } from './errors.ts';
import {
  hostTensors,
  type HostTensors,
  numericType,
  signatureOf,
  variableValues,
} from './host-tensor.ts';
import { assign, bringBack, LinkedVariables, rememberValue, valueOf } from './linked-variables.ts';
import type { DataId } from './session-data.ts';
import { unseeded, type RandomSource } from './random.ts';
import { optimizersIn, slotsOf, variableNames } from './slot-names.ts';
import { spentMemory } from './spent-memory.ts';
import { inTurn } from './turns.ts';

export interface JitOptions {
  /** The variables that the function reads and changes; default: all that exist. */
  readonly variables?: readonly Variable[];
  /**
   * Whether tfjs's variables have the trained values, which is the default. With false they only give
   * the first values, and `readVariables` and `writeVariables` are the only way to the state.
   */
  readonly linked?: boolean;
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
  /**
   * Brings the trained values back into tfjs's variables after the calls so far. Code that waits for
   * nothing, such as `model.predict` and `dataSync()`, needs it where the session is in a worker or on a
   * GPU, or while a call runs; elsewhere values come by themselves when they are read.
   *
   * @returns copies of the values, by the names that readVariables uses
   */
  sync(): Promise<HostTensors>;
  /**
   * Copies of the variables' values after the calls so far, by name. An optimizer's slots are named
   * after their variables, such as `w/m` and `w/v`, its other variables after its class, such as
   * `Adam/accBeta1`.
   */
  readVariables(): Promise<HostTensors>;
  /** Replaces values of variables by name; the other variables keep theirs. */
  writeVariables(values: Readonly<HostTensors>): Promise<void>;
  /**
   * The provider that runs, and the reasons of those that were tried before it; undefined before the
   * first call.
   */
  running(): { provider: Provider; refused: readonly Refusal[] } | undefined;
  /** Brings the trained values back into tfjs's variables, then frees the sessions. */
  dispose(): Promise<void>;
}

/** A function compiled for one signature. */
interface Compiled {
  readonly step: StepModel;
  readonly session: StatefulSession;
  /** The variables that a call changes. */
  readonly changed: ReadonlySet<Variable>;
}

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
 * model.predict(x); // with the trained weights
 * await step.dispose();
 */
export function jit(fn: TensorFunction, options: JitOptions = {}): Jitted {
  const {
    linked = true,
    random = unseeded,
    providers = defaultProviders,
    threads,
    worker,
  } = options;
  const memory = spentMemory();
  /** By signature of the inputs. */
  const compiled = new Map<string, Compiled>();
  /** The compiled function whose session holds the variables. */
  let current: Compiled | undefined;
  /** Values written before there is a variable for them, by name. */
  let pending: HostTensors = {};
  let calls = 0;
  let disposed = false;
  /** Calls of this function take turns on it. */
  const self = {};
  const optimizers = new Set<Optimizer>();
  /** The variables that were asked for, and those of optimizers; undefined for all that exist. */
  const state = options.variables && new Set(options.variables);
  /** The names of variables in readVariables and writeVariables. */
  let names: ReadonlyMap<Variable, string> = new Map();
  const traced: TensorFunction = (inputs) => optimizersIn(() => fn(inputs), optimizers);

  /** The session with the variable's newest value. */
  const sessionOf = (variable: Variable): StatefulSession | undefined =>
    [...(current ? [current] : []), ...compiled.values()].find(({ step }) =>
      step.variables.includes(variable),
    )?.session;
  const link = new LinkedVariables({
    read: async (variable) => {
      const values = await sessionOf(variable)?.readState([variable.name]);
      const value = values?.[variable.name];
      if (value) return value;
      throw new BackendError('disposed', `variable ${variable.name}: its session is gone`);
    },
    peek: (variable) => sessionOf(variable)?.peekState(variable.name),
  });

  /** The variables that this function shares with the program. */
  const shared = (): Variable[] => {
    if (!linked) return [];
    const all = new Set([...compiled.values()].flatMap(({ step }) => step.variables));
    if (all.size === 0)
      for (const variable of options.variables ?? allVariables()) all.add(variable);
    return [...all].filter(({ isDisposed }) => !isDisposed);
  };

  const enqueue = <T>(variables: readonly Variable[], work: () => Promise<T>): Promise<T> => {
    if (disposed) throw new BackendError('disposed', 'this jit function was disposed of');
    return inTurn([self, ...variables], work);
  };

  /** First values, by the names in the graph. */
  async function initialValues(variables: readonly Variable[]): Promise<HostTensors> {
    const given = variables.flatMap((variable) => {
      const value = pending[names.get(variable) ?? ''] ?? pending[variable.name];
      return value ? [[variable, value] as const] : [];
    });
    if (linked) for (const [variable, value] of given) assign(variable, value);
    const values = await variableValues(variables);
    return {
      ...values,
      ...Object.fromEntries(given.map(([{ name }, value]) => [name, value] as const)),
    };
  }

  async function trace(inputs: HostTensors, convolution: ConvolutionStrategy): Promise<StepModel> {
    const step = await exportStep(traced, {
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, dims }]) => [
          name,
          { shape: dims, dtype: numericType(dtype, `input ${name}`) },
        ]),
      ),
      convolution,
      ...(state && { variables: [...state] }),
      ...(options.models && { models: options.models }),
    });
    if (!state) return step;
    const before = state.size;
    for (const variable of [...step.variables, ...slotsOf(optimizers)]) state.add(variable);
    // An optimizer may have variables that were not named: they are state, not constants.
    return state.size === step.variables.length || state.size === before
      ? step
      : trace(inputs, convolution);
  }

  async function open(inputs: HostTensors): Promise<Compiled> {
    if (linked) await bringBack(allVariables());
    let step: StepModel | undefined;
    /** The data whose values the session starts with. */
    let first: readonly DataId[] = [];
    const make = async (provider: Provider) => {
      step = await trace(inputs, convolutionsOn[provider]);
      names = variableNames(step.variables, optimizers);
      const values = initialValues(step.variables);
      first = step.variables.map(({ dataId }) => dataId);
      return {
        model: step.model.bytes(),
        state: step.variables.map(({ name }) => name),
        initial: await values,
      };
    };
    const session = await createStatefulSession(make, {
      providers,
      ...(threads !== undefined && { threads }),
      ...(worker && { worker, consumeFeeds: true, onSpent: memory.keep }),
    });
    // The last model that was made is the one that opened.
    const opened = step as StepModel;
    for (const [i, variable] of opened.variables.entries()) link.agree(variable, first[i]);
    return { step: opened, session, changed: changedVariables(opened) };
  }

  /** The compiled function for these inputs, with the variables moved to its session. */
  async function switchTo(signature: string, inputs: HostTensors): Promise<Compiled> {
    let next = compiled.get(signature);
    if (!next) compiled.set(signature, (next = await open(inputs)));
    if (current && current !== next) {
      const known = new Set(next.step.variables);
      const moved = current.step.variables.filter((variable) => known.has(variable));
      await next.session.writeState(await current.session.readState(moved.map(({ name }) => name)));
    }
    current = next;
    return next;
  }

  const call = async (given: Readonly<Record<string, HostTensor | Tensor>>) => {
    const number = calls++;
    const signature = signatureOf(given);
    const reading = hostTensors(given);
    // A failure is reported by the queued work below.
    reading.catch(() => undefined);
    const known = compiled.get(signature);
    // Random numbers are drawn while the call before computes.
    const ahead = known && drawFor(known.step, number);
    // A trace reads all variables.
    const variables = known?.step.variables ?? [...allVariables(), ...shared()];
    link.busy++;
    // Queued before the inputs are read, so that later requests see what this call leaves.
    try {
      return await enqueue(linked ? variables : [], async () => {
        const inputs = await reading;
        const next = await switchTo(signature, inputs);
        if (linked) {
          link.begin(next.step.variables, next.changed);
          await link.deliver((values) => next.session.writeState(byName(values)));
        }
        return next.session.step({ ...inputs, ...(ahead ?? drawFor(next.step, number)) });
      });
    } finally {
      link.busy--;
    }
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

  /** The newest values of all variables. The caller has the turn on them. */
  async function readAll(): Promise<Map<Variable, HostTensor>> {
    const variables = current?.step.variables ?? options.variables ?? [];
    const values = await current?.session.readState();
    return new Map(
      await Promise.all(
        variables.map(async (variable) => {
          const held = values?.[variable.name];
          const elsewhere = linked && !variable.isDisposed && !link.isCurrent(variable);
          return [variable, held && !elsewhere ? held : await valueOf(variable)] as const;
        }),
      ),
    );
  }

  const publicName = (variable: Variable): string => names.get(variable) ?? variable.name;
  const byPublicName = (values: ReadonlyMap<Variable, HostTensor>): HostTensors =>
    Object.fromEntries([...values].map(([variable, value]) => [publicName(variable), value]));

  /** Values by variable, and those of names that no variable has yet. */
  function resolve(values: Readonly<HostTensors>) {
    const variables = current?.step.variables ?? (linked ? shared() : []);
    const known = new Map<Variable, HostTensor>();
    const unknown: HostTensors = {};
    for (const [name, value] of Object.entries(values)) {
      const variable =
        variables.find((candidate) => publicName(candidate) === name) ??
        variables.find((candidate) => candidate.name === name);
      if (variable) known.set(variable, value);
      else unknown[name] = value;
    }
    return { known, unknown };
  }

  return Object.assign(call, {
    readVariables: () =>
      enqueue(shared(), async () => ({
        ...byPublicName(await readAll()),
        ...(current ? {} : pending),
      })),
    sync: () =>
      enqueue(shared(), async () => {
        const values = await readAll();
        for (const [variable, value] of values) {
          if (linked) rememberValue(variable, value);
          else if (current && !variable.isDisposed) assign(variable, value);
        }
        await bringBack(linked ? values.keys() : []);
        return byPublicName(values);
      }),
    writeVariables: (values: Readonly<HostTensors>) =>
      enqueue(shared(), async () => {
        const { known, unknown } = resolve(values);
        if (!current) {
          for (const [variable, value] of known) assign(variable, value);
          pending = { ...pending, ...unknown };
          return;
        }
        await current.session.writeState({ ...byName(known), ...unknown });
        if (linked) link.renew(known.keys());
      }),
    running: () => current && pickRunning(current.session),
    dispose: async () => {
      if (disposed) return;
      const variables = shared();
      const done = enqueue(variables, async () => {
        try {
          await bringBack(variables.filter((variable) => link.holds(variable)));
        } finally {
          await Promise.all([...compiled.values()].map(({ session }) => session.dispose()));
        }
      });
      disposed = true;
      await done;
    },
  });
}

const allVariables = (): Variable[] => Object.values(engine().registeredVariables);

function byName(values: ReadonlyMap<Variable, HostTensor>): HostTensors {
  return Object.fromEntries([...values].map(([{ name }, value]) => [name, value]));
}

/** A graph returns a variable that it does not change as it is. */
function changedVariables({ model, variables }: StepModel): Set<Variable> {
  const unchanged = new Set(
    model.graph.nodes
      .filter(
        ({ op, inputs, outputs }) => op === 'Identity' && outputs[0] === nextName(inputs[0] ?? ''),
      )
      .map(({ inputs }) => inputs[0]),
  );
  return new Set(variables.filter(({ name }) => !unchanged.has(name)));
}

function pickRunning({ provider, refused }: StatefulSession) {
  return { provider, refused };
}
