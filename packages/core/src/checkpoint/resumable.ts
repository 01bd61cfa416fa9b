/** Whether a run can continue from a checkpoint, bit for bit. */
import { CoreError } from '../errors.ts';
import { RANDOMNESS } from '../random/random-source.ts';
import { sha256 } from './sha256.ts';
import type { CheckpointHeader } from './checkpoint.ts';

/** SHA-256 of a configuration as JSON with sorted keys, so that the order of settings does not matter. */
export function hashConfig(config: unknown): Promise<string> {
  const sorted = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return sha256([JSON.stringify(config, sorted)]);
}

/**
 * Checks that a checkpoint belongs to the run that continues from it.
 *
 * @throws CoreError 'bad-config' with the first difference
 */
export function checkResumable(
  header: CheckpointHeader,
  run: Pick<CheckpointHeader, 'seed' | 'configHash' | 'dataOrder'>,
): void {
  const facts: readonly [what: string, then: string | number, now: string | number][] = [
    ['seed', header.seed, run.seed],
    ['random numbers', header.randomness, RANDOMNESS],
    ['data set', header.dataOrder.dataset, run.dataOrder.dataset],
    ['number of samples', header.dataOrder.size, run.dataOrder.size],
    ['batch size', header.dataOrder.batchSize, run.dataOrder.batchSize],
    ['configuration', header.configHash.slice(0, 12), run.configHash.slice(0, 12)],
  ];
  for (const [what, then, now] of facts) {
    if (then === now) continue;
    const message = `resume at step ${header.step}: the checkpoint has the ${what} ${then}, this run ${now}; resume with the settings that the run was started with`;
    throw new CoreError('bad-config', message);
  }
}
