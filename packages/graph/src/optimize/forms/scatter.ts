/**
 * A dense convolution to few channels as a ConvTranspose with the filter rotated by 180°: the products
 * of every pixel with the whole filter, added up where they belong. Conv copies every input channel once
 * per tap, which then costs more than the product.
 */
import { convAttributes, inputGradientWindow } from '../../convolution/window.ts';
import { outputShapeOf } from '../layers/layer.ts';
import { arranged, convInputs, type LayerForm } from './form.ts';

export const scatter: LayerForm = {
  name: 'ConvTranspose',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    const rotated = inputGradientWindow(window);
    const { inChannels, outChannels, axes } = window;
    if (isTransposed || group !== 1 || !rotated || outChannels >= inChannels) return undefined;
    const [rows, columns] = axes;
    const shape = [inChannels, outChannels, rows.kernel, columns.kernel] as const;
    const turned = arranged(filter, shape, ([channel, out, row, column]) => [
      out,
      channel,
      rows.kernel - 1 - row,
      columns.kernel - 1 - column,
    ]);
    return (
      turned &&
      graph.op('ConvTranspose', convInputs(graph, x, turned, bias), convAttributes(rotated), {
        dtype: 'float32',
        shape: outputShapeOf(layer),
      })
    );
  },
};
