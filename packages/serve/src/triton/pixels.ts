/**
 * A model that turns the images of another model into the bytes of image files, uint8 [batch, height, width,
 * channels]. A client of the ensemble gets pixels, a quarter of the bytes.
 */
import {
  collectGraph,
  type Dim,
  GraphBuilder,
  type Graph,
  type Model,
  OnnxModel,
  type ValueInfo,
} from '@ganport/graph';
import { valueRangeOf } from '@ganport/graph/internal';
import { binary, cast, channelsLast, unary } from '@ganport/graph/ops';
import { kindOfModel } from '@ganport/lab/internal';
import { ServeError } from '../errors.ts';

/** The name of the output of the pixels. */
const PIXELS = 'pixels';

/** The output that has images, or undefined for a model without one, as of jets. */
export function imageOutput(model: Model): ValueInfo | undefined {
  if (kindOfModel(model) !== 'images') return undefined;
  return model.graph.outputs.find(({ dtype, shape }) => dtype === 'float32' && shape.length === 4);
}

/**
 * The model of the pixels. What is outside of the range that the file declares is cut off.
 *
 * @throws ServeError 'unsuitable-model' for images without 1 or 3 channels
 */
export function pixelsModel(model: Model, image: ValueInfo): OnnxModel {
  const [min, max] = valueRangeOf(model, image.name) ?? [-1, 1];
  const isFirst = model.metadata[`ganport.layout.${image.name}`] === 'NCHW';
  const channels = image.shape[isFirst ? 1 : 3];
  if (channels !== 1 && channels !== 3) {
    const message = `output ${image.name} is [${image.shape.join(', ')}], not images of 1 or 3 channels; give --no-pixels`;
    throw new ServeError('unsuitable-model', message);
  }
  const builder = new GraphBuilder();
  // Nothing below depends on the sizes, which become open again.
  const shape = image.shape.map((size) => (typeof size === 'number' ? size : 1));
  const x = builder.input(image.name, { dtype: 'float32', shape });
  const scale = 255 / (max - min);
  const scaled = binary(builder, 'Mul', x, builder.scalar(scale));
  const bytes = binary(builder, 'Add', scaled, builder.scalar(-min * scale));
  const rounded = unary(builder, 'Round', bytes);
  const limits = [builder.scalar(0), builder.scalar(255)];
  const clipped = builder.op('Clip', [rounded, ...limits], {}, rounded);
  const pixels = cast(builder, isFirst ? channelsLast(builder, clipped) : clipped, 'uint8');
  const graph = collectGraph(
    PIXELS,
    [{ name: image.name, value: x }],
    [{ name: PIXELS, value: pixels }],
  );
  const order = isFirst ? [0, 2, 3, 1] : [0, 1, 2, 3];
  const open = order.map((axis): Dim => image.shape[axis] ?? 1);
  return OnnxModel.fromGraph(withShapes(graph, image.shape, open));
}

/** Gives a graph of one input and one output its open sizes. */
function withShapes(graph: Graph, input: readonly Dim[], output: readonly Dim[]): Graph {
  return {
    ...graph,
    inputs: graph.inputs.map((value) => ({ ...value, shape: input })),
    outputs: graph.outputs.map((value) => ({ ...value, shape: output })),
    values: new Map(),
  };
}
