/** Files as `ganport optimize` fits them to where a contestant computes. */
import { OnnxModel } from '@ganport/graph';
import { optimizeFor } from '@ganport/parity';
import { place } from './contestant.mjs';

/**
 * @param {import('@ganport/graph').Model} original
 * @param {{ sizes: Record<string, number>, fix?: boolean, seconds?: number }} options as of optimizeFor
 */
export async function fitted(original, options) {
  const { providers, threads } = place;
  const [provider = 'cpu'] = providers;
  const { model } = await optimizeFor(original, { ...options, provider, threads });
  return new OnnxModel(model);
}
