/** Chooses the provider of a platform that sessions of any model will run on. */
import { RuntimeError } from '../errors.ts';
import { negotiate } from '../negotiate.ts';
import { isProbeOutput, probeInputs, probeModel } from '../probe-model.ts';
import type { Provider } from '../provider.ts';
import type { SessionOptions } from '../session.ts';
import type { ChosenProvider } from '../sync.ts';
import { openOn } from './open.ts';
import type { Platform } from './platform.ts';
import { localSession } from './session.ts';

/**
 * The first of `options.providers` that opens the probe model, at once if it can.
 * @throws RuntimeError `no-provider`, `invalid-option`, `not-installed`
 */
export async function chooseProvider<Options extends SessionOptions>(
  platform: Platform<Options>,
  options: Options,
): Promise<ChosenProvider> {
  const wanted = options.providers ?? platform.defaultProviders;
  return negotiate<ChosenProvider>(wanted, async (provider) => {
    const open = (source: Uint8Array) =>
      openOn(platform, provider, { label: 'model', source }, options);
    const chosen = await syncProvider(platform, provider, options);
    if (chosen) return { opened: chosen };
    const attempt = await open(probeModel);
    if ('refusal' in attempt) return attempt;
    const { session, info } = attempt.opened;
    await platform.serialize(() => session.release());
    const opened: ChosenProvider = {
      ...{ provider, refused: [], notes: info.notes },
      open: async (model) => {
        const opening = await open(model);
        if ('opened' in opening) return localSession(opening.opened);
        throw new RuntimeError('no-provider', `${provider}: ${opening.refusal}`);
      },
    };
    return { opened };
  });
}

/** Undefined where the provider has no sessions that compute at once, or does not work here. */
async function syncProvider<Options extends SessionOptions>(
  platform: Platform<Options>,
  provider: Provider,
  options: Options,
): Promise<ChosenProvider | undefined> {
  const entry = platform.providers[provider];
  if (!entry?.openSync) return undefined;
  const prepared = await entry.prepare(options);
  if ('refusal' in prepared) return undefined;
  try {
    const openSync = await entry.openSync(prepared, options);
    const probe = openSync?.(probeModel);
    const isRight = isProbeOutput(probe?.run(probeInputs)['y']);
    probe?.dispose();
    const { notes } = prepared;
    return openSync && isRight ? { provider, refused: [], notes, openSync } : undefined;
  } catch {
    // Opening the probe model in the usual way finds the reason.
    return undefined;
  }
}
