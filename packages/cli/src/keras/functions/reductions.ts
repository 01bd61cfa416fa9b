/** Functions along axes. */
import { tf } from '../../tfjs.ts';
import { define, type FunctionTable, type KerasFunction } from './function.ts';

type Reduction = (x: tf.Tensor, axes: number[] | undefined, keepDims: boolean) => tf.Tensor;

const reduction = (compute: Reduction): KerasFunction =>
  define('x axis keepdims', (given) =>
    compute(given.tensor('x'), given.axes(), given.boolean('keepdims')),
  );

const variance: Reduction = (x, axes, keepDims) => tf.moments(x, axes, keepDims).variance;

const mean = reduction(tf.mean);
const sum = reduction(tf.sum);
const max = reduction(tf.max);
const min = reduction(tf.min);
const prod = reduction(tf.prod);
const any = reduction((x, axes, keepDims) => tf.any(tf.cast(x, 'bool'), axes, keepDims));
const all = reduction((x, axes, keepDims) => tf.all(tf.cast(x, 'bool'), axes, keepDims));
const logSumExp = reduction(tf.logSumExp);
const deviation = reduction((x, axes, keepDims) => tf.sqrt(variance(x, axes, keepDims)));

/** tfjs has argMax of one axis without its `keepdims`. */
const position = (compute: (x: tf.Tensor, axis: number) => tf.Tensor): KerasFunction =>
  define('x axis output_type|dtype keepdims', (given) => {
    const axis = given.number('axis', 0);
    const positions = compute(given.tensor('x'), axis);
    return given.boolean('keepdims') ? tf.expandDims(positions, axis) : positions;
  });

const softmaxOf = (compute: (x: tf.Tensor) => tf.Tensor): KerasFunction =>
  define('x axis', (given) => {
    const x = given.tensor('x');
    const axis = (given.number('axis', -1) + x.rank) % x.rank;
    const last = x.rank - 1;
    if (axis === last) return compute(x);
    const order = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
    return tf.transpose(compute(tf.transpose(x, order)), order);
  });

export const reductionFunctions: FunctionTable = {
  reduce_mean: mean,
  mean,
  reduce_sum: sum,
  sum,
  reduce_max: max,
  max,
  amax: max,
  reduce_min: min,
  min,
  amin: min,
  reduce_prod: prod,
  prod,
  reduce_any: any,
  any,
  reduce_all: all,
  all,
  reduce_logsumexp: logSumExp,
  logsumexp: logSumExp,
  reduce_variance: reduction(variance),
  var: reduction(variance),
  reduce_std: deviation,
  std: deviation,
  argmax: position(tf.argMax),
  argmin: position(tf.argMin),
  softmax: softmaxOf((x) => tf.softmax(x)),
  log_softmax: softmaxOf((x) => tf.logSoftmax(x)),
  l2_normalize: define('x axis epsilon', (given) => {
    const x = given.tensor('x');
    const squares = tf.sum(tf.square(x), given.axes(), true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, given.number('epsilon', 1e-12))));
  }),
  norm: define('x ord axis keepdims', (given) => {
    const order = given.has('ord') ? given.value('ord') : 'euclidean';
    if (order !== 'euclidean' && order !== 2)
      throw new Error(`norm of ord=${JSON.stringify(order)} is not supported`);
    return tf.sqrt(tf.sum(tf.square(given.tensor('x')), given.axes(), given.boolean('keepdims')));
  }),
  cumsum: define('x axis exclusive reverse', (given) =>
    tf.cumsum(
      given.tensor('x'),
      given.number('axis', 0),
      given.boolean('exclusive'),
      given.boolean('reverse'),
    ),
  ),
};
