/**
 * Finds the provider that runs a model: tries one after the other, skips those that say they are
 * not available here, keeps what they said, and takes the first that works. Any other error is the
 * model's or the caller's and ends the search, so that a broken model never looks like a missing GPU.
 */
import { RuntimeError } from './errors.ts';
import type { Provider, Refusal } from './provider.ts';

/**
 * @param attempt opens with one provider; throws RuntimeError `provider-unavailable` to be skipped
 * @throws RuntimeError `no-provider` when all were skipped, `invalid-option` when none was named
 */
export async function negotiate<T>(
  wanted: readonly Provider[],
  attempt: (provider: Provider) => Promise<T>,
): Promise<{
  readonly provider: Provider;
  readonly refused: readonly Refusal[];
  readonly opened: T;
}> {
  if (wanted.length === 0) {
    throw new RuntimeError('invalid-option', 'providers: name at least one, got an empty list');
  }
  const refused: Refusal[] = [];
  for (const provider of wanted) {
    try {
      return { provider, refused, opened: await attempt(provider) };
    } catch (thrown) {
      if (!isUnavailable(thrown)) throw thrown;
      refused.push({ provider, reason: thrown.message });
    }
  }
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new RuntimeError('no-provider', `no provider works here (${reasons}); see ganport doctor`, {
    refused,
  });
}

function isUnavailable(thrown: unknown): thrown is RuntimeError {
  return thrown instanceof RuntimeError && thrown.code === 'provider-unavailable';
}
