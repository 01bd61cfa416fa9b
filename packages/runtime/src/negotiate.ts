/**
 * Finds the provider that runs a model: tries one after the other, keeps the reason of each that does
 * not run here, and takes the first that works. A refusal is data. Whatever an attempt throws is the
 * model's or the caller's fault and ends the search, so that a broken model never looks like a missing
 * GPU.
 */
import { RuntimeError } from './errors.ts';
import type { Provider, Refusal } from './provider.ts';

/** What a provider opened, or why it does not run here. */
export type Attempt<T> = { readonly opened: T } | { readonly refusal: string };

/**
 * @returns what the first provider opened, with the refusals of those before it
 * @throws RuntimeError `no-provider` when all refused, `invalid-option` when none was named
 */
export async function negotiate<S extends { readonly refused: readonly Refusal[] }>(
  wanted: readonly Provider[],
  attempt: (provider: Provider) => Promise<Attempt<S>>,
): Promise<S> {
  if (wanted.length === 0) {
    throw new RuntimeError('invalid-option', 'providers: name at least one, got an empty list');
  }
  const refused: Refusal[] = [];
  for (const provider of wanted) {
    const result = await attempt(provider);
    if ('opened' in result) return { ...result.opened, refused };
    refused.push({ provider, reason: result.refusal });
  }
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new RuntimeError('no-provider', `no provider works here (${reasons}); see ganport doctor`, {
    refused,
  });
}
