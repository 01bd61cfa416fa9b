/** Chooses the provider of a platform that sessions of any model will run on. */
import { RuntimeError } from '../errors.ts';
import { negotiate } from '../negotiate.ts';
import { isProbeOutput, probeInputs, probeModel } from '../probe-model.ts';
import type { Provider } from '../provider.ts';
import type { SessionOptions } from '../session.ts';
import type { ChosenProvider, OpenSync } from '../sync.ts';
import { openOn } from './open.ts';
import type { Platform, PreparedProvider } from './platform.ts';
import { localSession } from './session.ts';

/** Makes what opens sessions that compute at once, for each provider that has them. */
export type SyncOpeners<Options> = Readonly<
  Partial<
    Record<
      Provider,
      (prepared: PreparedProvider, options: Options) => Promise<OpenSync | undefined>
    >
  >
>;

/**
 * The first of `options.providers` that opens the probe model, at once if it can.
 * @throws RuntimeError `no-provider`, `invalid-option`, `not-installed`
 */
export async function chooseProvider<Options extends SessionOptions>(
  platform: Platform<Options>,
  options: Options,
  openers: SyncOpeners<Options>,
): Promise<ChosenProvider> {
  const wanted = options.providers ?? platform.defaultProviders;
  return negotiate<ChosenProvider>(wanted, async (provider) => {
    const open = (source: Uint8Array) =>
      openOn(platform, provider, { label: 'model', source }, options);
    const chosen = await syncProvider(platform, provider, options, openers);
    if (chosen) return { opened: chosen };
    const attempt = await open(probeModel);
    if ('refusal' in attempt) return attempt;
    const { info, release } = attempt.opened;
    await platform.serialize(release);
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
  openers: SyncOpeners<Options>,
): Promise<ChosenProvider | undefined> {
  const [entry, opener] = [platform.providers[provider], openers[provider]];
  if (!entry || !opener) return undefined;
  const prepared = await entry.prepare(options);
  if ('refusal' in prepared) return undefined;
  try {
    const openSync = await opener(prepared, options);
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
