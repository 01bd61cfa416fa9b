/** The page of a generator of volumes: their projections. */
import { startNoisePage } from '../../noise/page.ts';

startNoisePage(
  {
    nouns: ['volume', 'volumes'],
    describe: () => 'the energies of a volume along the beam, from above and from the side',
  },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
