/**
 * Sessions that compute at once, for callers that cannot wait for a promise. A chosen provider is one
 * that was found to compute here; it opens any number of sessions without another search.
 */
import type { Session, SessionInfo } from './session.ts';
import type { HostTensor, TensorMap } from './tensor.ts';

export interface SyncSession {
  /**
   * Computes every output; blocks until they are there. Feeds are not checked.
   * @throws RuntimeError `run-failed`
   */
  run(feeds: TensorMap): Record<string, HostTensor>;
  dispose(): void;
}

/** @throws RuntimeError `invalid-model` */
export type OpenSync = (model: Uint8Array) => SyncSession;

export interface ChosenProvider extends Pick<SessionInfo, 'provider' | 'refused' | 'notes'> {
  /** @throws RuntimeError as createSession does */
  open(model: Uint8Array): Promise<Session>;
  /** Undefined where ONNX Runtime answers only through promises: on WebGPU in a page. */
  readonly openSync: OpenSync | undefined;
}
