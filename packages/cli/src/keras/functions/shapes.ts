/** Functions that move elements: shapes, slices, lists of tensors. */
import { tf } from '../../tfjs.ts';
import { type Arguments, toDtype, type Value } from './arguments.ts';
import { define, type FunctionTable } from './function.ts';
import { sliceItems } from './slicing.ts';

/** A size of Keras 3 that was not known is null: it is whatever is left. */
function sizesOf(given: Arguments, name: string): number[] {
  const value = given.value(name);
  if (!Array.isArray(value)) return given.numbers(name);
  return value.map((size: Value) =>
    size === null ? -1 : Number(size instanceof tf.Tensor ? size.dataSync()[0] : size),
  );
}

const reshape = define('x shape|newshape', (given) =>
  tf.reshape(given.tensor('x'), sizesOf(given, 'shape')),
);

const transpose = define('x perm|axes', (given) =>
  tf.transpose(given.tensor('x'), given.axes('perm')),
);

const squeeze = define('x axis', (given) => {
  const x = given.tensor('x');
  // tfjs changes the list of axes that it is given.
  return tf.squeeze(
    x,
    given.axes()?.map((axis) => (axis + x.rank) % x.rank),
  );
});

const concat = define('values axis', (given) =>
  tf.concat(given.tensors('values'), given.number('axis', 0)),
);

/** TensorFlow's number of parts or their sizes. */
const split = define('x num_or_size_splits axis num', (given) => {
  const sizes = given.numbers('num_or_size_splits');
  const parts = typeof given.value('num_or_size_splits') === 'number' ? sizes[0] : sizes;
  return tf.split(given.tensor('x'), parts as number | number[], given.number('axis', 0));
});

/** Keras 3's number of parts, or the places where they begin. */
const splitAt = define('x indices_or_sections axis', (given) => {
  const x = given.tensor('x');
  const axis = given.number('axis', 0);
  const where = given.value('indices_or_sections');
  if (typeof where === 'number') return tf.split(x, where, axis);
  const ends = [...given.numbers('indices_or_sections'), x.shape.at(axis) ?? 0];
  return tf.split(
    x,
    ends.map((end, i) => end - (ends[i - 1] ?? 0)),
    axis,
  );
});

const gather = define('x indices axis batch_dims', (given) => {
  const indices = tf.cast(given.tensor('indices', 'int32'), 'int32');
  const batchDims = given.number('batch_dims', 0);
  return tf.gather(given.tensor('x'), indices, given.number('axis', batchDims), batchDims);
});

const pad = define('x paddings|pad_width mode constant_values', (given) => {
  const x = given.tensor('x');
  const flat = given.numbers('paddings');
  const pairs = x.shape.map((_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0] as [number, number]);
  const mode = given.text('mode', 'constant').toLowerCase();
  if (mode === 'constant') return tf.pad(x, pairs, given.number('constant_values', 0));
  if (mode === 'reflect' || mode === 'symmetric') return tf.mirrorPad(x, pairs, mode);
  throw new Error(`pad of mode ${mode} is not supported`);
});

const item = define('x slice_spec', (given) =>
  sliceItems(given.tensor('x'), given.value('slice_spec')),
);

/** The masks of the raw operator are numbers whose bits are axes. */
const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];
const stridedSlice = define(`x begin end strides ${masks.join(' ')}`, (given) => {
  const begin = given.numbers('begin');
  const strides = given.has('strides') ? given.numbers('strides') : begin.map(() => 1);
  const bits = masks.map((name) => given.number(name, 0));
  return tf.stridedSlice(given.tensor('x'), begin, given.numbers('end'), strides, ...bits);
});

const flip = define('x axis', (given) => tf.reverse(given.tensor('x'), given.axes()));

const shape = define('x', (given) => tf.tensor1d(given.tensor('x').shape, 'int32'));

const filled = (value: number) =>
  define('shape dtype', (given) =>
    tf.fill(sizesOf(given, 'shape'), value, toDtype(given.text('dtype', 'float32'))),
  );

export const shapeFunctions: FunctionTable = {
  reshape,
  transpose,
  permute: transpose,
  expand_dims: define('x axis', (given) => tf.expandDims(given.tensor('x'), given.number('axis'))),
  squeeze,
  concat,
  concatenate: concat,
  stack: define('values axis', (given) =>
    tf.stack(given.tensors('values'), given.number('axis', 0)),
  ),
  unstack: define('x num axis', (given) => tf.unstack(given.tensor('x'), given.number('axis', 0))),
  split,
  split_at: splitAt,
  gather,
  take: gather,
  pad,
  tile: define('x multiples|repeats', (given) =>
    tf.tile(given.tensor('x'), given.numbers('multiples')),
  ),
  repeat: define('x repeats axis', (given) => {
    const x = given.tensor('x');
    const axis = (given.number('axis') + x.rank) % x.rank;
    const repeats = given.number('repeats');
    const tiled = tf.tile(
      tf.expandDims(x, axis + 1),
      x.shape.flatMap((_, i) => (i === axis ? [1, repeats] : [1])),
    );
    return tf.reshape(
      tiled,
      x.shape.map((size, i) => (i === axis ? size * repeats : size)),
    );
  }),
  reverse: flip,
  flip,
  getitem: item,
  get_item: item,
  strided_slice: stridedSlice,
  slice: define('x begin|start_indices size|shape', (given) =>
    tf.slice(given.tensor('x'), given.numbers('begin'), given.numbers('size')),
  ),
  broadcast_to: define('x shape', (given) =>
    tf.broadcastTo(given.tensor('x'), sizesOf(given, 'shape')),
  ),
  one_hot: define('x depth|num_classes on_value off_value axis dtype sparse', (given) => {
    if (given.number('axis', -1) !== -1)
      throw new Error('one_hot of another axis than the last is not supported');
    const indices = tf.cast(given.tensor('x'), 'int32');
    const dtype = toDtype(given.text('dtype', 'float32'));
    return tf.cast(
      tf.oneHot(
        indices,
        given.number('depth'),
        given.number('on_value', 1),
        given.number('off_value', 0),
      ),
      dtype,
    );
  }),
  zeros: filled(0),
  ones: filled(1),
  fill: define('dims value', (given) => tf.fill(sizesOf(given, 'dims'), given.number('value'))),
  range: define('start limit delta dtype', (given) => {
    const [start, limit] = given.has('limit')
      ? [given.number('start'), given.number('limit')]
      : [0, given.number('start')];
    return tf.range(
      start,
      limit,
      given.number('delta', 1),
      toDtype(given.text('dtype', 'int32')) as 'int32',
    );
  }),
  shape,
  shape_v2: shape,
};
