/** A session in a child process of its own, which ends with it. */
import type { Session, SessionOptions, StatefulSession, StateOptions } from '@ganport/runtime';
import { createSession, createStatefulSession } from '@ganport/runtime/node';
import { launchProcess } from './launch-process.ts';
import type { ProcessLimits } from './limits.ts';

/**
 * As createSession of `@ganport/runtime/node`, in a child process that is started with the
 * environment its provider needs, and with limits of time and memory. A crash there rejects the
 * session's calls and leaves this process alone.
 *
 * @throws RuntimeError as createSession; `time-limit` and `memory-limit` when a call took too much,
 * `crashed` when the process has died
 * @example
 * const session = await createProcessSession('model.onnx', { memoryLimit: 2 ** 31 });
 */
export function createProcessSession(
  model: Uint8Array | string,
  options: SessionOptions & ProcessLimits = {},
): Promise<Session> {
  return createSession(model, {
    ...options,
    launch: (provider) => launchProcess(provider, options),
  });
}

/** As createProcessSession, for a model whose state stays in the process. */
export function createProcessStatefulSession(
  model: Uint8Array | string,
  options: SessionOptions & StateOptions & ProcessLimits,
): Promise<StatefulSession> {
  return createStatefulSession(model, {
    ...options,
    launch: (provider) => launchProcess(provider, options),
  });
}
