/** A stateful session in this thread: ONNX Runtime computes, a keeper holds the state. */
import { RuntimeError } from '../errors.ts';
import { checkFeeds, checkFetches, checkTensor, checkTensorMap } from '../feeds.ts';
import { Queue } from '../queue.ts';
import { nextName, type StatefulSession, type StateOptions, type ValueInfo } from '../session.ts';
import type { TensorMap } from '../tensor.ts';
import type { OpenedSession } from './open.ts';
import { compute, free, pick, toOrtMap } from './session.ts';

/**
 * Owns the opened session from now on; releases it when the state does not fit the model.
 * @throws RuntimeError `invalid-feed`
 */
export async function localStateful(
  opened: OpenedSession,
  { state: names, initial }: StateOptions,
): Promise<StatefulSession> {
  const { ort, session, info, serialize, release } = opened;
  const stateful = new Set(names);
  const next = new Set(names.map(nextName));
  let slots: readonly ValueInfo[];
  try {
    slots = stateSlots(info.inputs, info.outputs, names, initial);
  } catch (thrown) {
    await serialize(release);
    throw thrown;
  }
  const freeInputs = info.inputs.filter(({ name }) => !stateful.has(name));
  const freeOutputs = info.outputs.filter(({ name }) => !next.has(name));
  const keeper = opened.state.create(ort, pickState(names, initial));
  const queue = new Queue();
  return {
    ...info,
    step: (feeds, fetches) =>
      queue.add(async () => {
        checkFeeds(freeInputs, feeds);
        const wanted = checkFetches(freeOutputs, fetches);
        const results = await compute(serialize, () =>
          session.run(
            { ...toOrtMap(ort, feeds), ...keeper.feeds() },
            { ...Object.fromEntries(wanted.map((name) => [name, null])), ...keeper.fetches() },
          ),
        );
        keeper.advance(results);
        return Object.fromEntries(wanted.map((name) => [name, pick(results, name)]));
      }),
    readState: (wanted = names) =>
      queue.add(() => {
        const unknown = wanted.find((name) => !stateful.has(name));
        if (unknown !== undefined) throw unknownState(unknown, names);
        return compute(serialize, () => keeper.read(wanted));
      }),
    peekState: (name) => keeper.peek(name),
    writeState: (state) =>
      queue.add(async () => {
        checkTensorMap('state', state);
        for (const [name, tensor] of Object.entries(state)) {
          const slot = slots.find((candidate) => candidate.name === name);
          if (!slot) throw unknownState(name, names);
          checkTensor('state', slot, tensor);
        }
        keeper.write(state);
      }),
    dispose: () =>
      queue.close(() =>
        free(serialize, async () => {
          await keeper.dispose();
          await release();
        }),
      ),
  };
}

/** Name, dtype and the shape, which is fixed from now on, of each state tensor. */
function stateSlots(
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  names: readonly string[],
  initial: TensorMap,
): ValueInfo[] {
  checkTensorMap('initial', initial);
  const extra = Object.keys(initial).find((name) => !names.includes(name));
  if (extra !== undefined) throw unknownState(extra, names);
  return names.map((name) => {
    const input = inputs.find((value) => value.name === name);
    const output = outputs.find((value) => value.name === nextName(name));
    const tensor = Object.hasOwn(initial, name) ? initial[name] : undefined;
    if (!input || !output || input.dtype !== output.dtype) {
      const lacks = input
        ? output
          ? 'dtypes of the two differ'
          : 'no such output'
        : 'no such input';
      throw new RuntimeError(
        'invalid-feed',
        `state ${name}: needs an input ${name} and an output ${nextName(name)}; ${lacks}`,
      );
    }
    if (!tensor) {
      throw new RuntimeError('invalid-feed', `state ${name}: no initial value was given`);
    }
    checkTensor('state', input, tensor);
    return { name, dtype: input.dtype, dims: [...tensor.dims] };
  });
}

function unknownState(name: string, names: readonly string[]): RuntimeError {
  return new RuntimeError(
    'invalid-feed',
    `state ${name}: the session has no such state, only ${names.join(', ') || 'none'}`,
  );
}

function pickState(names: readonly string[], initial: TensorMap): TensorMap {
  return Object.fromEntries(names.flatMap((n) => (initial[n] ? [[n, initial[n]]] : [])));
}
