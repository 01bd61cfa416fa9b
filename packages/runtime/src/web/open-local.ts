/** Opens a model on one provider of this page. It is small: servers and tuning are left out. */
import { openOn } from '../local/open.ts';
import { localSession } from '../local/session.ts';
import type { Attempt } from '../negotiate.ts';
import type { Provider } from '../provider.ts';
import type { Session } from '../session.ts';
import { localPlatform, type WebSessionOptions } from './local-platform.ts';

/** @throws RuntimeError `invalid-model`, `invalid-option`, `not-installed` */
export async function openLocal(
  provider: Provider,
  source: Uint8Array,
  options: WebSessionOptions,
): Promise<Attempt<Session>> {
  const model = { label: 'model', source };
  const attempt = await openOn(localPlatform, provider, model, options);
  return 'refusal' in attempt ? attempt : { opened: localSession(attempt.opened) };
}
