/**
 * The forms that the exporter has for products of NHWC images (convolution/), for layers of a file:
 * im2col, and Winograd's tiles of two sizes. The transposes around them cancel between neighbors.
 */
import { binary, sizeOf, toNCHW, toNHWC } from '../../build/ops.ts';
import type { ConvolutionForm } from '../../convolution/form.ts';
import { im2col } from '../../convolution/im2col.ts';
import { winogradForm } from '../../convolution/winograd.ts';
import { along } from '../../convolution/window.ts';
import { transposed } from '../../graph/constant.ts';
import { weight } from '../layers/weights.ts';
import type { LayerForm } from './form.ts';

/** Indices that a form may need: one for each tap of each pixel. */
const MAX_INDICES = 2 ** 25;

/** What is profitable is measured, so that nearly all is tried. */
const tilesUpTo = (largestTile: number) => () => ({ savings: 1.2, filterRows: 0, largestTile });

function channelsLast(name: string, form: ConvolutionForm): LayerForm {
  return {
    name,
    write(graph, x, { isTransposed, group, window, filter, bias }) {
      const product = isTransposed ? 'inputGradient' : 'forward';
      const problem = { product, window, hasConstantFilter: true, strategy: 'cpu' } as const;
      const indices = sizeOf([...along(window, 'output'), ...along(window, 'kernel')]);
      if (group !== 1 || indices > MAX_INDICES || !form.fits(problem)) return undefined;
      const hwio = weight(graph, transposed(filter, [2, 3, 1, 0]));
      const y = form[product](graph, toNHWC(graph, x), hwio, window);
      return toNCHW(graph, bias ? binary(graph, 'Add', y, weight(graph, bias)) : y);
    },
  };
}

export const matrixProduct = channelsLast('im2col + MatMul', im2col);

/** F(4,3) and F(2,5). */
export const smallTiles = channelsLast('Winograd, tiles of 6', winogradForm('tiles', tilesUpTo(6)));

/** F(6,3) and F(4,5). */
export const largeTiles = channelsLast('Winograd, tiles of 8', winogradForm('tiles', tilesUpTo(8)));
