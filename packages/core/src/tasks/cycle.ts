/**
 * Translation between two domains without pairs: two generators, one for each direction, each with
 * its discriminator.
 */
import type { HostTensor } from '@ganport/runtime';
import { cycle as objective } from '../objectives/cycle.ts';
import { cycleTranslations } from '../objectives/roles.ts';
import { dataKinds } from '../kinds/index.ts';
import type { DataKind } from '../kinds/kind.ts';
import { domainBatches } from './batches.ts';
import { copyOf, monitorTranslations } from './monitor.ts';
import type { Task } from './task.ts';
import { checkTranslation } from './translation.ts';

const { AtoB, BtoA } = cycleTranslations;

export const cycle: Task = {
  name: 'cycle',
  generators: [AtoB.generator, BtoA.generator],
  networks: [AtoB, BtoA].flatMap(({ generator, discriminator }) => [generator, discriminator]),
  data: 'unpaired',
  translations: cycleTranslations,
  check: checkTranslation,
  objective,
  batches: (domains, config) => domainBatches(domains, config, { a: 'data-a', b: 'data-b' }),
  /** Four rows: A, its translation and back, B, its translation and back. */
  drawSamples: async ({ batches, infer }) => {
    const { a, b } = (await batches.examples(4)) as { a: HostTensor; b: HostTensor };
    const toB = (source: HostTensor) => infer(AtoB.generator, { source: copyOf(source) });
    const toA = (source: HostTensor) => infer(BtoA.generator, { source: copyOf(source) });
    const ab = await toB(a);
    const ba = await toA(b);
    const kind: DataKind = dataKinds[batches.kind];
    return { picture: kind.picture([a, ab, await toA(ab), b, ba, await toB(ba)], batches.shape) };
  },
  openMonitor: (view) => monitorTranslations(view, [AtoB, BtoA]),
};
