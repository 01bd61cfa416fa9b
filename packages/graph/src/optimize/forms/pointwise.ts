/** A convolution with one tap as a product of matrices, [K, C] × [C, pixels], for each group. */
import { binary, matMul, reshape } from '../../build/ops.ts';
import { reshaped } from '../../graph/constant.ts';
import { inputShapeOf, outputShapeOf } from '../layers/layer.ts';
import { weight } from '../layers/weights.ts';
import type { LayerForm } from './form.ts';

export const pointwise: LayerForm = {
  name: 'MatMul',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    const { batch, inChannels, outChannels, axes } = window;
    const isPoint = axes.every(
      ({ kernel, stride, input, output }) => kernel === 1 && stride === 1 && input === output,
    );
    if (isTransposed || !isPoint) return undefined;
    const [, , height = 0, width = 0] = inputShapeOf(layer);
    const groups = group === 1 ? [] : [group];
    const matrix = reshaped(filter, [...groups, outChannels / group, inChannels / group]);
    const pixels = reshape(graph, x, [batch, ...groups, inChannels / group, height * width]);
    const y = reshape(graph, matMul(graph, weight(graph, matrix), pixels), outputShapeOf(layer));
    if (!bias) return y;
    return binary(graph, 'Add', y, weight(graph, reshaped(bias, [outChannels, 1, 1])));
  },
};
