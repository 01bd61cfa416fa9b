/** Functions of each element, and of two tensors that are broadcast. */
import { tf } from '../../tfjs.ts';
import { toDtype } from './arguments.ts';
import { elementwise, type FunctionTable, type KerasFunction } from './function.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const unary = (compute: Unary): KerasFunction =>
  elementwise('x', (given) => compute(given.tensor('x')));

const binary = (compute: Binary): KerasFunction =>
  elementwise('x y', (given) => {
    const [x, y] = given.alike('x', 'y') as [tf.Tensor, tf.Tensor];
    return compute(x, y);
  });

const float: Unary = (x) => (x.dtype === 'float32' ? x : tf.cast(x, 'float32'));
const bool: Unary = (x) => (x.dtype === 'bool' ? x : tf.cast(x, 'bool'));

/** min(max(x / 6 + 1/2, 0), 1): Keras 3's and PyTorch's. */
export const hardSigmoid: Unary = (x) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1);

const unaryFunctions: Readonly<Record<string, Unary>> = {
  abs: tf.abs,
  absolute: tf.abs,
  negative: tf.neg,
  neg: tf.neg,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  square: tf.square,
  reciprocal: tf.reciprocal,
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  sin: tf.sin,
  cos: tf.cos,
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atan: tf.atan,
  arcsin: tf.asin,
  arccos: tf.acos,
  arctan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  tanh: tf.tanh,
  erf: tf.erf,
  sigmoid: tf.sigmoid,
  log_sigmoid: tf.logSigmoid,
  softplus: tf.softplus,
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  selu: tf.selu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  hard_sigmoid: hardSigmoid,
  hard_silu: (x) => tf.mul(x, hardSigmoid(x)),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  logical_not: (x) => tf.logicalNot(bool(x)),
  is_nan: tf.isNaN,
  isnan: tf.isNaN,
  is_inf: tf.isInf,
  is_finite: tf.isFinite,
  identity: (x) => tf.clone(x),
  stop_gradient: (x) => tf.clone(x),
  convert_to_tensor: (x) => tf.clone(x),
  zeros_like: tf.zerosLike,
  ones_like: tf.onesLike,
};

const divide: Binary = (x, y) => tf.div(float(x), float(y));

const binaryFunctions: Readonly<Record<string, Binary>> = {
  add: tf.add,
  subtract: tf.sub,
  multiply: tf.mul,
  truediv: divide,
  true_divide: divide,
  divide,
  divide_no_nan: tf.divNoNan,
  div_no_nan: tf.divNoNan,
  floordiv: tf.floorDiv,
  floor_div: tf.floorDiv,
  floor_divide: tf.floorDiv,
  floormod: tf.mod,
  mod: tf.mod,
  pow: tf.pow,
  power: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squared_difference: tf.squaredDifference,
  atan2: tf.atan2,
  arctan2: tf.atan2,
  equal: tf.equal,
  not_equal: tf.notEqual,
  greater: tf.greater,
  greater_equal: tf.greaterEqual,
  less: tf.less,
  less_equal: tf.lessEqual,
  logical_and: (x, y) => tf.logicalAnd(bool(x), bool(y)),
  logical_or: (x, y) => tf.logicalOr(bool(x), bool(y)),
  logical_xor: (x, y) => tf.logicalXor(bool(x), bool(y)),
};

const mapped = <T>(table: Readonly<Record<string, T>>, make: (compute: T) => KerasFunction) =>
  Object.fromEntries(Object.entries(table).map(([name, compute]) => [name, make(compute)]));

const clip = elementwise('x clip_value_min|x_min clip_value_max|x_max', (given) => {
  const [low, high] = [given.value('clip_value_min'), given.value('clip_value_max')];
  if (typeof low === 'number' && typeof high === 'number') {
    return tf.clipByValue(given.tensor('x'), low, high);
  }
  const names = ['x', 'clip_value_min', 'clip_value_max'];
  const [x, least, most] = given.alike(...names) as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.minimum(tf.maximum(x, least), most);
});

export const elementwiseFunctions: FunctionTable = {
  ...mapped(unaryFunctions, unary),
  ...mapped(binaryFunctions, binary),
  cast: elementwise('x dtype', (given) =>
    tf.cast(given.tensor('x'), toDtype(given.text('dtype', ''))),
  ),
  clip_by_value: clip,
  clip,
  gelu: elementwise('x approximate', (given) => {
    const x = given.tensor('x');
    if (!given.boolean('approximate')) {
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    }
    const inner = tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  }),
  leaky_relu: elementwise('x alpha|negative_slope', (given) =>
    tf.leakyRelu(given.tensor('x'), given.number('alpha', 0.2)),
  ),
  /** tf.keras.layers.ReLU with all of its options. */
  relu_layer: elementwise('x max_value negative_slope threshold', (given) => {
    const x = given.tensor('x');
    const threshold = given.number('threshold', 0);
    const below = tf.mul(tf.sub(x, threshold), given.number('negative_slope', 0));
    const above = given.has('max_value') ? tf.minimum(x, given.number('max_value')) : x;
    return tf.where(tf.greaterEqual(x, threshold), above, below);
  }),
  where: elementwise('condition x y', (given) => {
    const [x, y] = given.alike('x', 'y') as [tf.Tensor, tf.Tensor];
    return tf.where(bool(given.tensor('condition')), x, y);
  }),
};
