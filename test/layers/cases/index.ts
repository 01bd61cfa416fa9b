/** All cases by the class of the layer. */
import type { LayerCases } from '../layer-case.ts';
import { convolution } from './convolution.ts';
import { core } from './core.ts';
import { images } from './images.ts';
import { models } from './models.ts';
import { recurrent } from './recurrent.ts';

export const layerCases: LayerCases = {
  ...convolution,
  ...core,
  ...images,
  ...models,
  ...recurrent,
};
