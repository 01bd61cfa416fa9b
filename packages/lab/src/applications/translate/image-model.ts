/**
 * An ONNX model from images to images. It hides the layout and the range of values of the graph
 * behind one call with values in [-1, 1], channels last.
 */
import { limits, sizeProblem, type Tiled } from '@ganport/core/internal';
import type { Model, ValueInfo } from '@ganport/graph';
import type { HostTensor, Provider } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import type { OpenedModel } from '../../models/open-model.ts';
import {
  checkFixedSizes,
  multipleOf,
  toRange,
  unitRange,
  valueRangeOf,
} from '../../models/model-metadata.ts';

/** The sizes of an axis that a model takes: one, or every multiple of a number. */
export type AxisSizes = { readonly fixed: number } | { readonly multiple: number };

export interface ImageModel {
  /** The run folder or the file that it comes from. */
  readonly path: string;
  /** The step of its weights; undefined for a file. */
  readonly step: number | undefined;
  readonly provider: Provider;
  readonly height: AxisSizes;
  readonly width: AxisSizes;
  readonly channels: 1 | 3;
  /**
   * Translates one image to another of the same size.
   *
   * @param values [height, width, channels] in [-1, 1]
   * @throws LabError 'data-mismatch' when the model changes the size; RuntimeError
   */
  run(values: Float32Array, height: number, width: number): Promise<Tiled>;
  dispose(): Promise<void>;
}

/**
 * The multiple of files that declare none: two strides of two, as in CycleGAN and most translators.
 */
const USUAL_MULTIPLE = 4;

type Layout = 'NHWC' | 'NCHW';

/**
 * Opens a model with one float32 input of images and one such output.
 *
 * @param options the providers, and where the session computes
 * @throws LabError 'data-mismatch' for a model of another kind; RuntimeError when no provider runs
 * it
 * @example
 * const translator = await openImageModel(await openModel('runs/horses', 'AtoB'));
 * const zebra = await translateImage(translator, await readImage('horse.jpg', { alpha: 'keep' }));
 * await writePng('zebra.png', zebra);
 */
export async function openImageModel(
  { path, model, source, run }: OpenedModel,
  options: NodeSessionOptions = {},
): Promise<ImageModel> {
  const input = theOne(path, 'input', model.graph.inputs);
  const output = theOne(path, 'output', model.graph.outputs);
  const layout = layoutOf(path, 'input', input, model);
  const outputLayout = layoutOf(path, 'output', output, model);
  for (const value of [input, output]) checkFixedSizes(path, value);
  const [height, width, channels] = spatial(input.shape, layout);
  const [inRange, outRange] = [input, output].map(({ name }) => valueRangeOf(model, name));
  const sizes = { height: sizesOf(path, model, height), width: sizesOf(path, model, width) };
  const session = await createSession(source, options);
  return {
    path,
    step: run?.step,
    provider: session.provider,
    ...sizes,
    channels: channels === 1 ? 1 : 3,
    async run(values, imageHeight, imageWidth) {
      const size = [imageHeight, imageWidth, values.length / (imageHeight * imageWidth)] as const;
      const data = reorder(toRange(values, unitRange, inRange), size, 'NHWC', layout);
      const feed = { dtype: 'float32', dims: dimsOf(size, layout), data } as const;
      const results = await session.run({ [input.name]: feed }, [output.name]);
      const result = results[output.name] as HostTensor;
      const made = spatial(result.dims, outputLayout) as [number, number, number];
      if (made[0] !== imageHeight || made[1] !== imageWidth) {
        const message = `${path}: returns ${made[0]} × ${made[1]} for an image of ${imageHeight} × ${imageWidth}; a translator keeps the size`;
        throw new LabError('data-mismatch', message);
      }
      const last = reorder(result.data as Float32Array, made, outputLayout, 'NHWC');
      return { values: toRange(last, outRange), channels: made[2] === 1 ? 1 : 3 };
    },
    dispose: () => session.dispose(),
  };
}

function theOne(path: string, what: string, values: readonly ValueInfo[]): ValueInfo {
  const [value] = values;
  if (value && values.length === 1) return value;
  const message = `${path}: has ${values.length} ${what}s; a translator has one image in and one out`;
  throw new LabError('data-mismatch', message);
}

/** The layout in the metadata, else the one with 1 or 3 channels. */
function layoutOf(path: string, what: string, value: ValueInfo, { metadata }: Model): Layout {
  const { name, dtype, shape } = value;
  const declared = metadata[`ganport.layout.${name}`];
  const isChannels = (size: unknown) => size === 1 || size === 3;
  if (
    dtype === 'float32' &&
    shape.length === 4 &&
    (shape[0] === 1 || typeof shape[0] !== 'number')
  ) {
    if (declared !== 'NCHW' && isChannels(shape[3])) return 'NHWC';
    if (declared !== 'NHWC' && isChannels(shape[1])) return 'NCHW';
  }
  const got = `${dtype} [${shape.join(', ')}]`;
  const message = `${path}: ${what} ${name} is ${got}, not images [1, height, width, 1 or 3]`;
  throw new LabError('data-mismatch', message);
}

/** Height, width and channels of a shape that begins with a batch. */
function spatial<T>([, a, b, c]: readonly T[], layout: Layout): [T?, T?, T?] {
  return (layout === 'NHWC' ? [a, b, c] : [b, c, a]) as [T?, T?, T?];
}

function dimsOf([height, width, channels]: readonly [number, number, number], layout: Layout) {
  return layout === 'NHWC' ? [1, height, width, channels] : [1, channels, height, width];
}

/** @throws LabError 'data-mismatch' for a fixed size above the limits; GraphError as multipleOf */
function sizesOf(path: string, model: Model, size: number | string | undefined): AxisSizes {
  if (typeof size === 'number') {
    const problem = sizeProblem(size, limits.side);
    if (problem === undefined) return { fixed: size };
    throw new LabError('data-mismatch', `${path}: the side of its images ${problem}`);
  }
  const multiple = size === undefined ? undefined : multipleOf(model, size);
  if (multiple !== undefined) return { multiple };
  // Files of ganport declare every constraint.
  const own = Object.keys(model.metadata).some((key) => key.startsWith('ganport.'));
  return { multiple: own ? 1 : USUAL_MULTIPLE };
}

function reorder(
  values: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  from: Layout,
  to: Layout,
): Float32Array {
  if (from === to || channels === 1) return values;
  const area = height * width;
  const result = new Float32Array(values.length);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const last = pixel * channels + channel;
      const first = channel * area + pixel;
      // In range: both have area × channels places.
      if (to === 'NCHW') result[first] = values[last] as number;
      else result[last] = values[first] as number;
    }
  }
  return result;
}
