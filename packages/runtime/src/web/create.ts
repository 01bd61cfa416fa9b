/** Sessions of onnxruntime-web in this page. */
import { localSession } from '../local-session.ts';
import { localStateful } from '../local-stateful.ts';
import { openSession } from '../open-session.ts';
import type { Session, StatefulSession, StateOptions } from '../session.ts';
import { webPlatform, type WebSessionOptions } from './platform.ts';

/**
 * Opens a model: bytes or an address. Default providers: WebGPU, then WebAssembly; a page that
 * names only `wasm` loads the smaller build.
 * @throws RuntimeError `model-not-found`, `invalid-model`, `no-provider`, `invalid-option`
 */
export async function createSession(
  model: Uint8Array | string,
  options: WebSessionOptions = {},
): Promise<Session> {
  return localSession(await openSession(webPlatform, model, options));
}

/**
 * Opens a model whose inputs `state` are fed from its outputs `x.next`; on WebGPU the state stays
 * on the device.
 * @throws RuntimeError as createSession, and `invalid-feed` when state and model do not fit
 */
export async function createStatefulSession(
  model: Uint8Array | string,
  options: WebSessionOptions & StateOptions,
): Promise<StatefulSession> {
  return localStateful(await openSession(webPlatform, model, options, options.state), options);
}
