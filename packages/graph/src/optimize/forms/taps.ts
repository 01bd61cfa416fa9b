/**
 * A depthwise convolution as a sum over the taps of its filter: the image, shifted, times one number for
 * each channel. Runtimes without a kernel of their own for it compute one small product a channel.
 */
import { at, binary, pad } from '../../build/ops.ts';
import type { Value } from '../../build/value.ts';
import { along } from '../../convolution/window.ts';
import { reshaped, strided } from '../../graph/constant.ts';
import { outputShapeOf } from '../layers/layer.ts';
import { weight } from '../layers/weights.ts';
import type { LayerForm } from './form.ts';

const MAX_TAPS = 25;

export const taps: LayerForm = {
  name: 'a product for each tap',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    const { inChannels, outChannels, axes } = window;
    const [rows, columns] = axes;
    const count = rows.kernel * columns.kernel;
    const isDepthwise = !isTransposed && group === inChannels && group === outChannels;
    if (!isDepthwise || group === 1 || count > MAX_TAPS) return undefined;
    const pads = [0, 0, ...along(window, 'begin'), 0, 0, ...along(window, 'end')];
    const padded = pad(graph, x, pads);
    const shape = outputShapeOf(layer);
    let sum: Value | undefined;
    for (let tap = 0; tap < count; tap++) {
      const starts = [
        Math.floor(tap / columns.kernel) * rows.dilation,
        (tap % columns.kernel) * columns.dilation,
      ];
      const ends = axes.map(
        ({ output, stride }, axis) => at(starts, axis) + (output - 1) * stride + 1,
      );
      const places = [starts, ends, [2, 3], along(window, 'stride')].map((n) => graph.ints(n));
      const shifted = graph.op('Slice', [padded, ...places], {}, { dtype: 'float32', shape });
      const factor = weight(graph, strided(filter, [group, 1, 1], [count, 1, 1], tap));
      const product = binary(graph, 'Mul', shifted, factor);
      sum = sum ? binary(graph, 'Add', sum, product) : product;
    }
    if (!sum || !bias) return sum;
    return binary(graph, 'Add', sum, weight(graph, reshaped(bias, [group, 1, 1])));
  },
};
