/**
 * The messages between a caller and the thread, process or page that holds its sessions. Requests
 * and replies are plain data; each channel decides how they travel.
 */
import { messageOf, RuntimeError, type RuntimeErrorCode } from '../errors.ts';
import type { Attempt } from '../negotiate.ts';
import type { Provider, Refusal } from '../provider.ts';
import type { ModelSource, SessionInfo, StateOptions } from '../session.ts';
import type { HostTensor, TensorMap } from '../tensor.ts';
import type { Timing } from '../timing.ts';

export interface Requests {
  /** Opens on one provider; the caller chooses which ones are tried. With `state`: stateful. */
  open: {
    provider: Provider;
    model: ModelSource;
    threads?: number;
    spin?: boolean;
    state?: StateOptions;
  };
  /** Session.run or StatefulSession.step. */
  run: { session: number; feeds: TensorMap; fetches?: readonly string[] };
  /** Of sessions without state: how long they take, side by side. */
  time: { sessions: readonly number[]; feeds: TensorMap; seconds: number };
  readState: { session: number; names?: readonly string[] };
  writeState: { session: number; state: TensorMap };
  dispose: { session: number };
}

export interface Replies {
  open: Attempt<{ session: number; info: SessionInfo }>;
  run: Record<string, HostTensor>;
  time: Timing;
  readState: Record<string, HostTensor>;
  writeState: null;
  dispose: null;
}

export type Method = keyof Requests;

/** The side that computes. */
export type Methods = { readonly [M in Method]: (request: Requests[M]) => Promise<Replies[M]> };

/** The caller's end. Calls may be made before earlier ones are answered. */
export interface Channel {
  /** @throws RuntimeError as the other side threw it, or `crashed` when the other side is gone */
  call<M extends Method>(method: M, request: Requests[M]): Promise<Replies[M]>;
  /** Ends the other side. */
  close(): Promise<void>;
}

/** An error as plain data. */
export interface Failure {
  readonly code: RuntimeErrorCode;
  readonly message: string;
  readonly refused: readonly Refusal[];
}

export function toFailure(thrown: unknown): Failure {
  return thrown instanceof RuntimeError
    ? { code: thrown.code, message: thrown.message, refused: thrown.refused }
    : { code: 'run-failed', message: messageOf(thrown), refused: [] };
}

export function toError({ code, message, refused }: Failure): RuntimeError {
  return new RuntimeError(code, message, { refused });
}
