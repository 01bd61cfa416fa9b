/** Products of matrices, and what is done with images. */
import { tf } from '../../tfjs.ts';
import type { Arguments } from './arguments.ts';
import { define, type FunctionTable } from './function.ts';

type Images = tf.Tensor4D;

/** tf.image.resize takes the middle of a pixel for its place. */
const resizes: Readonly<Record<string, (x: Images, size: [number, number]) => tf.Tensor>> = {
  bilinear: (x, size) => tf.image.resizeBilinear(x, size, false, true),
  nearest: (x, size) => tf.image.resizeNearestNeighbor(x, size, false, true),
};

function resize(given: Arguments): tf.Tensor {
  refuse(given, [
    'antialias',
    'preserve_aspect_ratio',
    'crop_to_aspect_ratio',
    'pad_to_aspect_ratio',
  ]);
  checkChannelsLast(given);
  const method = given.text('method', 'bilinear');
  const compute = Object.hasOwn(resizes, method) ? resizes[method] : undefined;
  if (!compute) throw new Error(`resize by ${method} is not supported`);
  return compute(given.tensor('x') as Images, given.numbers('size') as [number, number]);
}

function refuse(given: Arguments, names: readonly string[]): void {
  const found = names.find((name) => given.boolean(name));
  if (found !== undefined) throw new Error(`${found}=True is not supported`);
}

function checkChannelsLast(given: Arguments): void {
  const format = given.text('data_format', 'channels_last');
  if (format === 'NHWC' || format === 'channels_last') return;
  throw new Error(`data_format=${JSON.stringify(format)} is not supported, NHWC is`);
}

const matmul = define('a b transpose_a transpose_b', (given) => {
  const [a, b] = given.alike('a', 'b') as [tf.Tensor, tf.Tensor];
  if (b.rank === 1) return tf.squeeze(tf.matMul(a, tf.expandDims(b, 1)), [-1]);
  return tf.matMul(a, b, given.boolean('transpose_a'), given.boolean('transpose_b'));
});

const depthToSpace = define('x block_size data_format', (given) => {
  checkChannelsLast(given);
  return tf.depthToSpace(given.tensor('x') as Images, given.number('block_size'));
});

/** [batch, y × block, x × block, channels] → [batch, y, x, block × block × channels]; tfjs has the other way only. */
const spaceToDepth = define('x block_size data_format', (given) => {
  checkChannelsLast(given);
  const x = given.tensor('x');
  const size = given.number('block_size');
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [rows, columns] = [height / size, width / size];
  const blocks = tf.reshape(x, [batch, rows, size, columns, size, channels]);
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), [
    batch,
    rows,
    columns,
    size * size * channels,
  ]);
});

const pool = (compute: typeof tf.maxPool | typeof tf.avgPool) =>
  define('x ksize|pool_size strides padding data_format', (given) => {
    checkChannelsLast(given);
    const size = windowOf(given.numbers('ksize'));
    const strides = given.has('strides') ? windowOf(given.numbers('strides')) : size;
    const padding = given.text('padding', 'valid').toLowerCase() as 'valid' | 'same';
    return compute(given.tensor('x') as Images, size, strides, padding);
  });

/** TensorFlow takes one number, two or four. */
function windowOf(numbers: readonly number[]): [number, number] {
  const [height = 1, width = height] = numbers.length === 4 ? numbers.slice(1, 3) : numbers;
  return [height, width];
}

const maxPool = pool(tf.maxPool);
const averagePool = pool(tf.avgPool);

export const productFunctions: FunctionTable = {
  matmul,
  dot: matmul,
  tensordot: define('a b axes', (given) => {
    const [a, b] = given.alike('a', 'b') as [tf.Tensor, tf.Tensor];
    const axes = given.value('axes');
    if (typeof axes === 'number') {
      return tensordot(
        a,
        b,
        a.shape.map((_, i) => i).slice(a.rank - axes),
        Array.from({ length: axes }, (_, i) => i),
      );
    }
    const [left, right] = axes as [number | number[], number | number[]];
    return tensordot(a, b, [left].flat(), [right].flat());
  }),
  /** The order of Keras 3. */
  einsum_of: define('a b subscripts', (given) =>
    given.has('b')
      ? tf.einsum(given.text('subscripts', '').replaceAll(' ', ''), ...given.alike('a', 'b'))
      : tf.einsum(given.text('subscripts', '').replaceAll(' ', ''), given.tensor('a')),
  ),
  bias_add: define('x bias data_format', (given) => {
    checkChannelsLast(given);
    return tf.add(given.tensor('x'), given.tensor('bias'));
  }),
  resize: define(
    'x size method|interpolation preserve_aspect_ratio antialias crop_to_aspect_ratio pad_to_aspect_ratio fill_mode fill_value data_format',
    resize,
  ),
  /** tf.keras.layers.UpSampling2D between pixels. */
  upsample: define('x size data_format', (given) => {
    checkChannelsLast(given);
    const x = given.tensor('x') as Images;
    const [rows, columns] = windowOf(given.numbers('size'));
    return tf.image.resizeBilinear(x, [x.shape[1] * rows, x.shape[2] * columns], false, true);
  }),
  depth_to_space: depthToSpace,
  space_to_depth: spaceToDepth,
  max_pool: maxPool,
  max_pool2d: maxPool,
  avg_pool: averagePool,
  average_pool: averagePool,
  avg_pool2d: averagePool,
};

/** The axes of both that are summed go to the end of the one and to the start of the other. */
function tensordot(
  a: tf.Tensor,
  b: tf.Tensor,
  left: readonly number[],
  right: readonly number[],
): tf.Tensor {
  const rest = (x: tf.Tensor, axes: readonly number[]) =>
    x.shape.map((_, i) => i).filter((i) => !axes.some((axis) => (axis + x.rank) % x.rank === i));
  const rows = rest(a, left);
  const columns = rest(b, right);
  const sizes = (x: tf.Tensor, axes: readonly number[]) =>
    axes.map((axis) => x.shape.at(axis) ?? 1);
  const summed = tf.util.sizeFromShape(sizes(a, left));
  const order = (x: tf.Tensor, axes: readonly number[]) =>
    axes.map((axis) => (axis + x.rank) % x.rank);
  const matrix = tf.reshape(tf.transpose(a, order(a, [...rows, ...left])), [-1, summed]);
  const other = tf.reshape(tf.transpose(b, order(b, [...right, ...columns])), [summed, -1]);
  return tf.reshape(tf.matMul(matrix, other), [...sizes(a, rows), ...sizes(b, columns)]);
}
