/** createSession and createStatefulSession for a page. */
import type {
  MakeModel,
  ModelSource,
  Session,
  StatefulModel,
  StatefulSession,
  StateOptions,
} from '../session.ts';
import type { TuneOption } from '../tune/options.ts';
import { webSessions, type WebSessionOptions } from './platform.ts';

/**
 * Opens a model on the first of `options.providers` (default: WebGPU, then WebAssembly) that works in
 * this page. A page that names only `wasm` loads the smaller build of onnxruntime-web.
 *
 * @param model bytes or an address, or a function that makes one for a provider
 * @throws RuntimeError `model-not-found`, `invalid-model`, `no-provider`, `invalid-option`,
 * `not-installed`
 * @example
 * const session = await createSession('models/generator.onnx', { providers: ['webgpu', 'wasm'] });
 * const { image } = await session.run({ noise });
 * await session.dispose();
 */
export async function createSession(
  model: ModelSource | MakeModel<ModelSource>,
  options: WebSessionOptions & TuneOption = {},
): Promise<Session> {
  if (options.tune) {
    // Few pages tune, and it needs packages that a page without a bundler does not have.
    const { openTuned } = await import('../tune/options.ts');
    const { webTunePlace } = await import('./tune-place.ts');
    const { tune, ...rest } = options;
    const open = (made: MakeModel<ModelSource>) => webSessions.createSession(made, rest);
    return openTuned(model, { ...rest, tune }, webTunePlace(rest), open);
  }
  return webSessions.createSession(model, options);
}

/**
 * Opens a model whose inputs `state` are fed from its outputs `x.next`; on WebGPU the state stays
 * on the device.
 *
 * @param model as for createSession; a function returns the model with its `state` and `initial`
 * @throws RuntimeError as createSession, and `invalid-feed` when state and model do not fit
 * @example
 * const session = await createStatefulSession('step.onnx', { state: ['w'], initial: { w } });
 * const { loss } = await session.step({ x });
 */
export async function createStatefulSession(
  model: ModelSource,
  options: WebSessionOptions & StateOptions,
): Promise<StatefulSession>;
export async function createStatefulSession(
  model: MakeModel<StatefulModel>,
  options?: WebSessionOptions,
): Promise<StatefulSession>;
export async function createStatefulSession(
  model: ModelSource | MakeModel<StatefulModel>,
  options: WebSessionOptions & Partial<StateOptions> = {},
): Promise<StatefulSession> {
  const { state = [], initial = {} } = options;
  const whole = typeof model === 'function' ? model : { model, state, initial };
  return webSessions.createStatefulSession(whole, options);
}
