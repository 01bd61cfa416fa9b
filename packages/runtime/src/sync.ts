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

/** How sessions are opened: at once, or later where ONNX Runtime answers only through promises. */
type Opening =
  | { readonly openSync: OpenSync }
  | { readonly open: (model: Uint8Array) => Promise<Session> };

export type ChosenProvider = Pick<SessionInfo, 'provider' | 'refused' | 'notes'> & Opening;
