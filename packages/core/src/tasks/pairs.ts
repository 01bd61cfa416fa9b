/** Translation learned from pairs: a generator, and a discriminator whose input is both images. */
import type { HostTensor } from '@ganport/runtime';
import { pairs as objective } from '../objectives/pairs.ts';
import { pairTranslation } from '../objectives/roles.ts';
import { dataKinds } from '../kinds/index.ts';
import type { DataKind } from '../kinds/kind.ts';
import { domainBatches } from './batches.ts';
import { copyOf, monitorTranslations } from './monitor.ts';
import type { Task } from './task.ts';
import { checkTranslation } from './translation.ts';

const { generator } = pairTranslation;

export const pairs: Task = {
  name: 'pairs',
  generators: [generator],
  networks: [pairTranslation.generator, pairTranslation.discriminator],
  data: 'pairs',
  translations: { AtoB: pairTranslation },
  check: checkTranslation,
  objective,
  batches: (domains, config) => domainBatches(domains, config, { a: 'data', b: 'data' }),
  /** Six rows: A, its translation, its partner. */
  drawSamples: async ({ batches, infer }) => {
    const { a, b } = (await batches.examples(6)) as { a: HostTensor; b: HostTensor };
    const translated = await infer(generator, { source: copyOf(a) });
    const kind: DataKind = dataKinds[batches.kind];
    return { picture: kind.picture([a, translated, b], batches.shape) };
  },
  openMonitor: (view) => monitorTranslations(view, [pairTranslation]),
};
