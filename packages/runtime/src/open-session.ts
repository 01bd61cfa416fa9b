/**
 * Opens a model on the first provider of a platform that works. When opening fails, a probe model
 * that is known to be good tells whether the provider or the caller's model is at fault.
 */
import { messageOf, RuntimeError } from './errors.ts';
import { negotiate } from './negotiate.ts';
import { valueInfos, toOrt, type Ort, type OrtSession, type OrtSessionOptions } from './ort.ts';
import type { Platform, ProviderEntry } from './platform.ts';
import { probeInputs, probeModel, probeOutput } from './probe-model.ts';
import type { Provider } from './provider.ts';
import type { Turn } from './queue.ts';
import type { SessionInfo, SessionOptions } from './session.ts';
import type { StateKeeping } from './state/keeper.ts';

export interface OpenedSession {
  readonly ort: Ort;
  readonly session: OrtSession;
  readonly info: SessionInfo;
  readonly state: StateKeeping;
  readonly turn: Turn;
}

/**
 * @param stateNames state inputs, when the session is to be stateful
 * @throws RuntimeError `model-not-found`, `invalid-model`, `no-provider`, `invalid-option`
 */
export async function openSession<Options extends SessionOptions>(
  platform: Platform<Options>,
  model: Uint8Array | string,
  options: Options,
  stateNames: readonly string[] = [],
): Promise<OpenedSession> {
  checkThreads(options.threads);
  const located = await platform.locate(model);
  const label = typeof model === 'string' ? model : 'model';
  const wanted = options.providers ?? platform.defaultProviders;
  const { provider, refused, opened } = await negotiate(wanted, async (candidate) => {
    const entry = entryOf(platform, candidate);
    const { ort, options: base, notes } = await entry.prepare(options);
    const session = await platform.turn(() =>
      create(ort, located, label, candidate, base, {
        ...base,
        ...entry.state.sessionOptions(stateNames),
      }),
    );
    return { ort, session, notes, state: entry.state };
  });
  const { ort, session, notes, state } = opened;
  const info: SessionInfo = {
    provider,
    refused,
    inputs: valueInfos(session.inputMetadata),
    outputs: valueInfos(session.outputMetadata),
    notes,
  };
  return { ort, session, info, state, turn: platform.turn };
}

function entryOf<Options extends SessionOptions>(
  platform: Platform<Options>,
  provider: Provider,
): ProviderEntry<Options> {
  const entry = platform.providers[provider];
  if (entry) return entry;
  const known = Object.keys(platform.providers).join(', ');
  throw new RuntimeError(
    'provider-unavailable',
    `${platform.name} has no provider ${provider}, only ${known}`,
  );
}

async function create(
  ort: Ort,
  model: Uint8Array | string,
  label: string,
  provider: Provider,
  base: OrtSessionOptions,
  options: OrtSessionOptions,
): Promise<OrtSession> {
  try {
    // Two calls, because the overloads of create() take a path or bytes, not either.
    return typeof model === 'string'
      ? await ort.InferenceSession.create(model, options)
      : await ort.InferenceSession.create(model, options);
  } catch (cause) {
    const refusal = await probe(ort, base);
    if (refusal !== undefined) {
      throw new RuntimeError('provider-unavailable', refusal, { cause });
    }
    throw new RuntimeError(
      'invalid-model',
      `${label}: ONNX Runtime (${provider}) cannot load it: ${briefly(cause)}; ` +
        `is the file complete and an ONNX model? Export it again`,
      { cause },
    );
  }
}

/** Why the provider does not compute here, or undefined when it does. */
async function probe(ort: Ort, options: OrtSessionOptions): Promise<string | undefined> {
  try {
    const session = await ort.InferenceSession.create(probeModel, options);
    const feeds = Object.entries(probeInputs).map(([name, t]) => [name, toOrt(ort, t)]);
    const { y } = await session.run(Object.fromEntries(feeds));
    await session.release();
    const right = probeOutput.every((value, i) => y?.data[i] === value);
    return right ? undefined : 'it computes wrong numbers: a 2 × 2 product differs from the truth';
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
