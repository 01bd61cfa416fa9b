/**
 * What a session is, wherever it runs: in this thread, in a worker, in another process, in a page.
 * local/ has the sessions of this thread, remote/ those of any other place; all of them behave alike.
 */
import type { Provider, Refusal } from './provider.ts';
import type { ServerOptions } from './server-options.ts';
import type { ElementType, HostTensor, TensorMap } from './tensor.ts';

/** An input or output of a model; a string is a symbolic dimension. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: ElementType;
  readonly dims: readonly (number | string)[];
}

/** What is known of a session once it is open. */
export interface SessionInfo {
  /** The provider that runs. */
  readonly provider: Provider;
  /** The providers that were tried before it, each with its reason. */
  readonly refused: readonly Refusal[];
  /** The model's inputs and outputs, state included, in the file's order. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** What a user should know about how it runs, for example that only one thread can be used. */
  readonly notes: readonly string[];
}

export interface Session extends SessionInfo {
  /**
   * Computes `fetches` (default: every output). Calls queue up; two never overlap.
   * @throws RuntimeError `invalid-feed`, `run-failed`, `disposed`, `crashed`, `time-limit`, `memory-limit`
   */
  run(feeds: TensorMap, fetches?: readonly string[]): Promise<Record<string, HostTensor>>;
  /** Waits for the runs that were requested, then frees everything. May be called twice. */
  dispose(): Promise<void>;
}

/** A session that keeps tensors between steps: input `x` is fed from the last output `x.next`. */
export interface StatefulSession extends SessionInfo {
  /**
   * Computes one step and keeps the new state. Resolves to `fetches` (default: every output that is
   * not state). A step that fails leaves the state as it was.
   * @throws RuntimeError `invalid-feed`, `run-failed`, `disposed`, `crashed`, `time-limit`, `memory-limit`
   */
  step(feeds: TensorMap, fetches?: readonly string[]): Promise<Record<string, HostTensor>>;
  /** Copies of the named state tensors (default: all of them), by the names of the inputs. */
  readState(names?: readonly string[]): Promise<Record<string, HostTensor>>;
  /**
   * A copy of a state tensor as the last finished step left it, without waiting; undefined where the
   * state is not in this thread's memory: in a worker, in another process, on a GPU.
   */
  peekState(name: string): HostTensor | undefined;
  /** Replaces the named state tensors; dtypes and shapes stay what they are. */
  writeState(state: TensorMap): Promise<void>;
  dispose(): Promise<void>;
}

export interface SessionOptions {
  /** Tried in this order; the first that works here is taken. */
  readonly providers?: readonly Provider[];
  /** Threads for operators that run on the CPU; ONNX Runtime's choice when not given. */
  readonly threads?: number;
  /**
   * Whether threads on the CPU keep it busy while they wait for work, which is ONNX Runtime's choice. Without,
   * others have the processor meanwhile: right for programs that compute now and then.
   */
  readonly spin?: boolean;
  /** For the provider `server`, whose model is an address: `http://host:port/v2/models/NAME`. */
  readonly server?: ServerOptions;
}

export interface StateOptions {
  /** Names of inputs `x` that are fed from the outputs `x.next`. */
  readonly state: readonly string[];
  /** Their first values, of exactly the shapes they will keep. Copied. */
  readonly initial: TensorMap;
}

/**
 * The bytes of an ONNX file, or where it is: a path or `file:` URL in Node, an address in a page; for the
 * provider `server` the model's address there.
 */
export type ModelSource = Uint8Array | string;

/** A model with what its state is. */
export interface StatefulModel extends StateOptions {
  readonly model: ModelSource;
}

/** Makes a model for the provider that is tried, where the best graph depends on the provider. */
export type MakeModel<Model extends ModelSource | StatefulModel> = (
  provider: Provider,
) => Model | Promise<Model>;

/** The output that becomes the state input `name` of the next step. */
export function nextName(name: string): string {
  return `${name}.next`;
}
