/** The page of a translator of images. */
import { imageModel } from '@ganport/web/internal';
import { startPage } from '../../start-page.ts';
import { showImageModel } from './view.ts';

startPage(
  {
    start: () =>
      new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
    model: imageModel,
  },
  showImageModel,
);
