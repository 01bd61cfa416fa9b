/** What a variant's representation takes from the data, measured before the first step. */
import type { HostTensor } from '@ganport/runtime';
import type { Plan } from '../gan/plan.ts';
import type { Batches } from '../tasks/batches.ts';

/**
 * Adds what the representation of a plan's variant measures over the data, for planForData. A plan that has
 * it already, as that of a resumed run, keeps it.
 *
 * @example
 * const plan = planForData(asked, await measureData(batches, asked));
 */
export async function measureData(
  batches: Batches,
  { variant, config }: Pick<Plan, 'variant' | 'config'>,
): Promise<Batches> {
  const measures = variant.representation?.measures;
  const { shape, facts } = batches;
  if (!measures || (facts[measures.setting] ?? config[measures.setting])) return batches;
  const { real } = await batches.examples(measures.count(batches.size, shape));
  return {
    ...batches,
    facts: { ...facts, ...measures.measure((real as HostTensor).data as Float32Array, shape) },
  };
}
