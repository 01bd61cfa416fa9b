/** A session in a child process of its own, which ends with it. */
import type { Session, SessionOptions, StatefulSession, StateOptions } from '@ganport/runtime';
import { createSession, createStatefulSession } from '@ganport/runtime/node';
import { launchProcess } from './launch-process.ts';

/**
 * As createSession of `@ganport/runtime/node`, in a child process that is started with the
 * environment its provider needs. A crash there rejects the session's calls and leaves this process alone.
 *
 * @throws RuntimeError as createSession; its calls throw `crashed` when the process has died
 * @example
 * const session = await createProcessSession('model.onnx', { providers: ['webgpu'] });
 */
export function createProcessSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  return createSession(model, { ...options, launch: launchProcess });
}

/** As createProcessSession, for a model whose state stays in the process. */
export function createProcessStatefulSession(
  model: Uint8Array | string,
  options: SessionOptions & StateOptions,
): Promise<StatefulSession> {
  return createStatefulSession(model, { ...options, launch: launchProcess });
}
