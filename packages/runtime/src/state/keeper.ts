/**
 * How the state of a stateful session is kept between steps. Each file of this folder is one way; each
 * provider names the way that suits it.
 */
import { fromOrt, type Ort, type OrtSessionOptions, type OrtTensor } from '../ort.ts';
import { nextName } from '../session.ts';
import { copyTensor, type HostTensor, type TensorMap } from '../tensor.ts';

/** Holds the current value of every state tensor. The session's queue serializes steps. */
interface StateKeeper {
  /** The current state, by input name. */
  feeds(): Record<string, OrtTensor>;
  /** For each `x.next`: the tensor to compute into, or null to let ONNX Runtime make one. */
  fetches(): Record<string, OrtTensor | null>;
  /** Called after a step that succeeded, with its outputs. */
  advance(results: Readonly<Record<string, OrtTensor>>): void;
  /** Copies of the current values of the named tensors. */
  read(names: readonly string[]): Promise<Record<string, HostTensor>>;
  /** A copy of a current value that is in this thread's memory. */
  peek(name: string): HostTensor | undefined;
  /** Copies `state` in. Names, dtypes and shapes have been checked. */
  write(state: TensorMap): void;
  dispose(): Promise<void>;
}

export interface StateKeeping {
  /** What the session must be created with so that this keeper can work. */
  sessionOptions(names: readonly string[]): OrtSessionOptions;
  create(ort: Ort, initial: TensorMap): StateKeeper;
}

/** What a keeper reads when its tensors are in this thread's memory. */
export function hostReads(current: () => ReadonlyMap<string, OrtTensor>) {
  const peek = (name: string): HostTensor | undefined => {
    const tensor = current().get(name);
    return tensor && copyTensor(fromOrt(name, tensor));
  };
  const read = async (names: readonly string[]): Promise<Record<string, HostTensor>> =>
    Object.fromEntries(
      names.flatMap((name) => {
        const tensor = peek(name);
        return tensor ? [[name, tensor]] : [];
      }),
    );
  return { peek, read };
}

/** The outputs of ONNX Runtime that are the next state, by input name. */
export function nextStates(
  names: readonly string[],
  results: Readonly<Record<string, OrtTensor>>,
): (readonly [string, OrtTensor])[] {
  return names.flatMap((name) => {
    const tensor = results[nextName(name)];
    return tensor ? [[name, tensor] as const] : [];
  });
}
