/**
 * What differs between onnxruntime-node and onnxruntime-web: which providers there are, how each is
 * switched on, and how state is kept on it. One table per platform; the rest of this folder is
 * written once, over it.
 */
import type { ServerClients } from '../oip/session.ts';
import type { Ort, OrtSessionOptions } from '../ort.ts';
import type { Provider } from '../provider.ts';
import type { Serialize } from '../queue.ts';
import type { ModelSource, SessionOptions } from '../session.ts';
import type { StateKeeping } from '../state/keeper.ts';

/** A provider that is ready to open sessions. */
export interface PreparedProvider {
  readonly ort: Ort;
  readonly options: OrtSessionOptions;
  readonly notes: readonly string[];
  /** Makes a model that the provider computes right; the same bytes where it does already. */
  readonly repair?: (model: Uint8Array) => Uint8Array;
  /** In place of the platform's, for a provider that can end before its sessions. */
  readonly serialize?: Serialize;
  /** Called when a session is open; what it returns, when the session is freed. */
  readonly onOpen?: () => () => void;
}

export interface ProviderEntry<Options extends SessionOptions> {
  /** Loads what the provider needs; a refusal when it is known already that it cannot work here. */
  prepare(options: Options): Promise<PreparedProvider | { readonly refusal: string }>;
  readonly state: StateKeeping;
}

/** A model that was found. */
export interface LocatedModel {
  /** For messages: the path or address, or `model`. */
  readonly label: string;
  /** The bytes, or a path that ONNX Runtime reads itself. */
  readonly source: ModelSource;
  /** Of a path. */
  readonly file?: ModelFile;
}

/** A file that ONNX Runtime may be given as bytes after all. */
export interface ModelFile {
  /** Where its external data are. */
  readonly folder: string;
  read(): Promise<Uint8Array>;
}

export interface Platform<Options extends SessionOptions> {
  /** For messages, for example `onnxruntime-node`. */
  readonly name: string;
  readonly providers: Readonly<Partial<Record<Provider, ProviderEntry<Options>>>>;
  /** How a server is reached, for the provider `server`. */
  readonly servers: ServerClients;
  /** Tried when the caller names none. */
  readonly defaultProviders: readonly Provider[];
  /** Every call of ONNX Runtime goes through it; waits where sessions must not overlap. */
  readonly serialize: Serialize;
  /** @throws RuntimeError `model-not-found`, `invalid-model` for an empty one */
  locate(model: ModelSource): Promise<LocatedModel>;
}

/** What of a platform computes in this thread. */
export type LocalPlatform<Options extends SessionOptions> = Omit<Platform<Options>, 'servers'>;
