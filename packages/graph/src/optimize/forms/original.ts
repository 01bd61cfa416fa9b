/** A layer as it is in the file: what all other forms are measured and compared with. */
import { convAttributes, unreached } from '../../convolution/window.ts';
import { outputShapeOf } from '../layers/layer.ts';
import { convInputs, type LayerForm } from './form.ts';

export const original: LayerForm = {
  name: 'as it is',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    const attributes = { ...convAttributes(window), group };
    return graph.op(
      isTransposed ? 'ConvTranspose' : 'Conv',
      convInputs(graph, x, filter, bias),
      isTransposed ? { ...attributes, output_padding: unreached(window) } : attributes,
      { dtype: 'float32', shape: outputShapeOf(layer) },
    );
  },
};
