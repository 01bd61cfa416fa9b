/** Convolutions of several groups as convolutions of one. */
import { at, concat } from '../../build/ops.ts';
import { convAttributes } from '../../convolution/window.ts';
import { strided } from '../../graph/constant.ts';
import { stridesOf } from '../../graph/shape.ts';
import { inputShapeOf, outputShapeOf } from '../layers/layer.ts';
import { arranged, convInputs, type LayerForm } from './form.ts';

/** With more groups the zeros of `dense` and the nodes of `split` are too many. */
const MAX_GROUPS = 8;

/** One convolution whose filter has zeros between the groups. */
export const dense: LayerForm = {
  name: 'one group',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    if (isTransposed || group < 2 || group > MAX_GROUPS) return undefined;
    const { inChannels, outChannels, axes } = window;
    const [taken, made] = [inChannels / group, outChannels / group];
    const [rows, columns] = axes;
    const shape = [outChannels, inChannels, rows.kernel, columns.kernel] as const;
    const whole = arranged(filter, shape, ([out, channel, row, column]) =>
      Math.floor(channel / taken) === Math.floor(out / made)
        ? [out, channel % taken, row, column]
        : undefined,
    );
    return (
      whole &&
      graph.op('Conv', convInputs(graph, x, whole, bias), convAttributes(window), {
        dtype: 'float32',
        shape: outputShapeOf(layer),
      })
    );
  },
};

/** A convolution for each group. */
export const split: LayerForm = {
  name: 'a Conv for each group',

  write(graph, x, layer) {
    const { isTransposed, group, window, filter, bias } = layer;
    if (isTransposed || group < 2 || group > MAX_GROUPS) return undefined;
    const made = window.outChannels / group;
    const [batch = 0, channels = 0, ...image] = inputShapeOf(layer);
    const [, , ...result] = outputShapeOf(layer);
    const part = { dtype: 'float32', shape: [batch, channels / group, ...image] } as const;
    const sizes = graph.ints(Array.from({ length: group }, () => channels / group));
    const parts = graph.ops(
      'Split',
      [x, sizes],
      { axis: 1 },
      Array.from({ length: group }, () => part),
    );
    const shape = [made, ...filter.shape.slice(1)];
    const strides = stridesOf(filter.shape);
    const results = parts.map((input, i) =>
      graph.op(
        'Conv',
        convInputs(
          graph,
          input,
          strided(filter, shape, strides, i * made * at(strides, 0)),
          bias && strided(bias, [made], [1], i * made),
        ),
        convAttributes(window),
        { dtype: 'float32', shape: [batch, made, ...result] },
      ),
    );
    return concat(graph, results, 1);
  },
};
