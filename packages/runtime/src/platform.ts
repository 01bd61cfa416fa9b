/**
 * What differs between the places where ONNX Runtime runs: which providers there are, how each is
 * switched on, and how state is kept on it. One table per platform; the rest of the package is
 * written once, over it.
 */
import type { StateKeeping } from './state/keeper.ts';
import type { Ort, OrtSessionOptions } from './ort.ts';
import type { Provider } from './provider.ts';
import type { Turn } from './queue.ts';
import type { SessionOptions } from './session.ts';

/** A provider that is ready to open sessions. */
export interface PreparedProvider {
  readonly ort: Ort;
  readonly options: OrtSessionOptions;
  readonly notes: readonly string[];
}

export interface ProviderEntry<Options extends SessionOptions> {
  /**
   * Loads what the provider needs.
   * @throws RuntimeError `provider-unavailable` when it is plain already that it cannot work
   */
  prepare(options: Options): Promise<PreparedProvider>;
  readonly state: StateKeeping;
}

export interface Platform<Options extends SessionOptions> {
  /** For messages, for example `onnxruntime-node`. */
  readonly name: string;
  readonly providers: Readonly<Partial<Record<Provider, ProviderEntry<Options>>>>;
  /** Tried when the caller names none. */
  readonly defaultProviders: readonly Provider[];
  /** Everything that ONNX Runtime does goes through it; waits where sessions must not overlap. */
  readonly turn: Turn;
  /**
   * Gives the model to ONNX Runtime in the form it likes best.
   * @throws RuntimeError `model-not-found`
   */
  locate(model: Uint8Array | string): Promise<Uint8Array | string>;
}
