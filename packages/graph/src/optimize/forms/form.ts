/** What a form of a layer is: one way to write it as ONNX nodes. index.ts lists the forms. */
import type { GraphBuilder } from '../../build/graph-builder.ts';
import type { Value } from '../../build/value.ts';
import { dataTypes } from '../../graph/data-type.ts';
import type { Constant } from '../../graph/graph.ts';
import { sizeOf } from '../../graph/shape.ts';
import { weight } from '../layers/weights.ts';
import type { ConvLayer } from '../layers/layer.ts';

export interface LayerForm {
  /** As in reports. */
  readonly name: string;
  /** x [N, C, H, W] → the layer's result; undefined where the form does not fit the layer. */
  write(graph: GraphBuilder, x: Value, layer: ConvLayer): Value | undefined;
}

/** Elements of a filter that a form makes. */
const MAX_FILTER = 2 ** 26;

/** A place in a filter. */
export type Place = readonly [first: number, second: number, row: number, column: number];

/**
 * A filter whose elements are elements of another one, or zeros; undefined where it would be
 * too large.
 *
 * @param shape [first, second, kh, kw]
 * @param source where an element comes from; undefined for 0
 */
export function arranged(
  filter: Constant,
  shape: Place,
  source: (place: Place) => Place | undefined,
): Constant | undefined {
  const size = sizeOf(shape);
  if (size > MAX_FILTER) return undefined;
  const data = new dataTypes[filter.dtype].array(size);
  const [, seconds = 0, height = 0, width = 0] = filter.shape;
  let next = 0;
  for (let first = 0; first < shape[0]; first++) {
    for (let second = 0; second < shape[1]; second++) {
      for (let row = 0; row < shape[2]; row++) {
        for (let column = 0; column < shape[3]; column++) {
          const from = source([first, second, row, column]);
          const [f, s, y, x] = from ?? [0, 0, 0, 0];
          if (from) data[next] = Number(filter.data[((f * seconds + s) * height + y) * width + x]);
          next++;
        }
      }
    }
  }
  return { dtype: filter.dtype, shape: [...shape], data };
}

/** A convolution's inputs: the image, the filter, and the bias where there is one. */
export function convInputs(
  graph: GraphBuilder,
  x: Value,
  filter: Constant,
  bias: Constant | undefined,
): Value[] {
  return [x, weight(graph, filter), ...(bias ? [weight(graph, bias)] : [])];
}
