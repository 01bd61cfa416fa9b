/** Sessions of onnxruntime-node in this thread. */
import { localSession } from '../local-session.ts';
import { localStateful } from '../local-stateful.ts';
import { openSession } from '../open-session.ts';
import type { Session, SessionOptions, StatefulSession, StateOptions } from '../session.ts';
import { nodePlatform } from './platform.ts';

export async function createSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  return localSession(await openSession(nodePlatform, model, options));
}

export async function createStatefulSession(
  model: Uint8Array | string,
  options: SessionOptions & StateOptions,
): Promise<StatefulSession> {
  return localStateful(await openSession(nodePlatform, model, options, options.state), options);
}
