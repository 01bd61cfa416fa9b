/** The page of a generator of images. */
import { pixels, startNoisePage } from '../../noise/page.ts';

startNoisePage(
  { nouns: ['image', 'images'], describe: pixels },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
