/** Chooses the provider of a platform that sessions of any model will run on. */
import { RuntimeError } from '../errors.ts';
import { negotiate } from '../negotiate.ts';
import { probeModel } from '../probe-model.ts';
import type { SessionOptions } from '../session.ts';
import type { ChosenProvider } from '../sync.ts';
import { openOn } from './open.ts';
import type { Platform } from './platform.ts';
import { localSession } from './session.ts';

/**
 * The first of `options.providers` that opens the probe model.
 * @throws RuntimeError `no-provider`, `invalid-option`, `not-installed`
 */
export async function chooseProvider<Options extends SessionOptions>(
  platform: Platform<Options>,
  options: Options,
): Promise<ChosenProvider> {
  return negotiate(options.providers ?? platform.defaultProviders, async (provider) => {
    const open = (source: Uint8Array) =>
      openOn(platform, provider, { label: 'model', source }, options);
    const attempt = await open(probeModel);
    if ('refusal' in attempt) return attempt;
    const { session, info, options: sessionOptions, ort } = attempt.opened;
    await platform.serialize(() => session.release());
    const chosen: ChosenProvider = {
      provider,
      refused: [],
      notes: info.notes,
      open: async (model) => {
        const opening = await open(model);
        if ('opened' in opening) return localSession(opening.opened);
        throw new RuntimeError('no-provider', `${provider}: ${opening.refusal}`);
      },
      openSync: await platform.providers[provider]?.openSync?.(ort, sessionOptions),
    };
    return { opened: chosen };
  });
}
