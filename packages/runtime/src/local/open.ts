/**
 * Opens a model on one provider of a platform. When ONNX Runtime fails to create the session, a probe
 * model that is known to be good shows whether the provider or the caller's model is at fault.
 */
import { messageOf, RuntimeError } from '../errors.ts';
import type { Attempt } from '../negotiate.ts';
import { toOrt, valueInfos, type Ort, type OrtSession, type OrtSessionOptions } from '../ort.ts';
import { isProbeOutput, probeInputs, probeModel } from '../probe-model.ts';
import type { Provider } from '../provider.ts';
import type { Serialize } from '../queue.ts';
import type { SessionInfo, SessionOptions } from '../session.ts';
import type { StateKeeping } from '../state/keeper.ts';
import type { LocalPlatform, LocatedModel } from './platform.ts';

export interface OpenedSession {
  readonly ort: Ort;
  readonly session: OrtSession;
  readonly info: SessionInfo;
  readonly state: StateKeeping;
  readonly serialize: Serialize;
  /** Frees the session. Called once, through `serialize`. */
  readonly release: () => Promise<void>;
}

/**
 * Without it, ONNX Runtime's CPU provider rounds the inputs of a product to 8 bits where its weights are
 * stored in 8 bits; the other providers compute such products in float32.
 */
const floatProducts = { qdq_matmulnbits_accuracy_level: '1' };

function extraOf({ spin }: SessionOptions, { source, file }: LocatedModel) {
  const waiting = spin === false ? { intra_op: { allow_spinning: '0' } } : {};
  const data =
    file && typeof source !== 'string'
      ? { model_external_initializers_file_folder_path: file.folder }
      : {};
  return { session: { ...floatProducts, ...waiting, ...data } };
}

/**
 * @param stateNames state inputs, when the session is to be stateful
 * @returns a refusal when the platform does not have the provider or it does not compute here
 * @throws RuntimeError `invalid-model`, `invalid-option`, `not-installed`
 */
export async function openOn<Options extends SessionOptions>(
  platform: LocalPlatform<Options>,
  provider: Provider,
  model: LocatedModel,
  options: Options,
  stateNames: readonly string[] = [],
): Promise<Attempt<OpenedSession>> {
  checkThreads(options.threads);
  const entry = platform.providers[provider];
  if (!entry) {
    const known = Object.keys(platform.providers).join(', ');
    return { refusal: `${platform.name} has no provider ${provider}, only ${known}` };
  }
  const prepared = await entry.prepare(options);
  if ('refusal' in prepared) return prepared;
  const { ort, options: base, notes, repair, serialize = platform.serialize, onOpen } = prepared;
  const { state } = entry;
  const right = repair ? await repaired(model, repair) : model;
  const created = await serialize(() =>
    create(ort, right, provider, base, {
      extra: extraOf(options, right),
      ...base,
      ...state.sessionOptions(stateNames),
    }),
  );
  if ('refusal' in created) return created;
  const session = created.opened;
  const info: SessionInfo = {
    provider,
    refused: [],
    inputs: valueInfos(session.inputMetadata),
    outputs: valueInfos(session.outputMetadata),
    notes,
  };
  const onRelease = onOpen?.();
  const release = async () => {
    onRelease?.();
    await session.release();
  };
  return { opened: { ort, session, info, state, serialize, release } };
}

/** A model that needs no repair stays the path or the bytes that it was. */
async function repaired(
  model: LocatedModel,
  repair: (bytes: Uint8Array) => Uint8Array,
): Promise<LocatedModel> {
  const { source, file } = model;
  const bytes = typeof source === 'string' ? await file?.read() : source;
  const right = bytes && repair(bytes);
  return right && right !== bytes ? { ...model, source: right } : model;
}

async function create(
  ort: Ort,
  { label, source }: LocatedModel,
  provider: Provider,
  base: OrtSessionOptions,
  options: OrtSessionOptions,
): Promise<Attempt<OrtSession>> {
  try {
    // Two calls, because the overloads of create() take a path or bytes, not either.
    const opened =
      typeof source === 'string'
        ? await ort.InferenceSession.create(source, options)
        : await ort.InferenceSession.create(source, options);
    return { opened };
  } catch (cause) {
    const refusal = await probe(ort, base);
    if (refusal !== undefined) return { refusal };
    throw invalidModel(label, provider, cause);
  }
}

/** What ONNX Runtime threw when it opened a model on a provider that works. */
export function invalidModel(label: string, provider: Provider, cause: unknown): RuntimeError {
  const why = briefly(cause);
  const advice = why.includes('No Op registered')
    ? 'this build lacks an operator of the file; a page whose only provider is wasm has a build with all of them'
    : 'is the file complete and an ONNX model? Export it again';
  const message = `${label}: ONNX Runtime (${provider}) cannot load it: ${why}; ${advice}`;
  return new RuntimeError('invalid-model', message, { cause });
}

/** Why the provider does not compute here, or undefined when it does. */
async function probe(ort: Ort, options: OrtSessionOptions): Promise<string | undefined> {
  try {
    const session = await ort.InferenceSession.create(probeModel, options);
    const feeds = Object.entries(probeInputs).map(([name, t]) => [name, toOrt(ort, t)]);
    const { y } = await session.run(Object.fromEntries(feeds));
    await session.release();
    return isProbeOutput(y)
      ? undefined
      : 'it computes wrong numbers: a product of two small matrices differs';
  } catch (thrown) {
    return briefly(thrown);
  }
}

/** ONNX Runtime's message without the source line it comes from. */
function briefly(thrown: unknown): string {
  return messageOf(thrown).replace(/^\/\S+:\d+ .*? was false\.\s*/, '');
}

function checkThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads > 0)) return;
  throw new RuntimeError('invalid-option', `threads: expected a positive integer, got ${threads}`);
}
