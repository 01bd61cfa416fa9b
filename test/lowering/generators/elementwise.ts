/** Kernels with one operand, of every rank and of each dtype that tfjs takes. */
import * as tf from '@tensorflow/tfjs';
import {
  dtypes,
  integer,
  narrowed,
  numbers,
  oneOf,
  reals,
  shape,
  truths,
  withEdges,
  type Dtypes,
} from '../support/drawing.ts';
import type { Generator, Generators } from '../support/generator.ts';
import { lowers } from '../support/lowering-case.ts';
import { slopes } from '../support/slopes.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const unary =
  (name: string, fn: Unary, types: Dtypes = dtypes): Generator =>
  (draw) =>
    lowers(name, { x: withEdges(draw, numbers(draw, shape(draw), types)) }, ({ x }) => fn(x));

const anyType: Readonly<Record<string, Unary>> = {
  Exp: (x) => tf.exp(x),
  Abs: tf.abs,
  Acos: tf.acos,
  Acosh: tf.acosh,
  Asin: tf.asin,
  Asinh: tf.asinh,
  Atan: tf.atan,
  Atanh: tf.atanh,
  Expm1: tf.expm1,
  Identity: tf.clone,
  IsFinite: tf.isFinite,
  IsInf: tf.isInf,
  IsNan: tf.isNaN,
  Log1p: tf.log1p,
  Neg: tf.neg,
  OnesLike: tf.onesLike,
  Reciprocal: tf.reciprocal,
  Relu: tf.relu,
  Relu6: tf.relu6,
  Round: tf.round,
  Selu: tf.selu,
  Sign: tf.sign,
  Sinh: tf.sinh,
  Softplus: tf.softplus,
  Square: tf.square,
  ZerosLike: tf.zerosLike,
};

/** tfjs takes float32 alone. */
const floatsOnly: Readonly<Record<string, Unary>> = {
  Ceil: (x) => tf.ceil(x),
  Cos: (x) => tf.cos(x),
  Cosh: (x) => tf.cosh(x),
  Elu: (x) => tf.elu(x),
  Floor: (x) => tf.floor(x),
  Log: (x) => tf.log(x),
  Rsqrt: (x) => tf.rsqrt(x),
  Sigmoid: (x) => tf.sigmoid(x),
  Sin: (x) => tf.sin(x),
  Sqrt: (x) => tf.sqrt(x),
  Tan: (x) => tf.tan(x),
  Tanh: (x) => tf.tanh(x),
};

export const elementwise: Generators = {
  ...Object.fromEntries(
    Object.entries(floatsOnly).map(([kernel, fn]) => [kernel, unary(kernel, fn, ['float32'])]),
  ),
  ...Object.fromEntries(Object.entries(anyType).map(([kernel, fn]) => [kernel, unary(kernel, fn)])),
  Erf: unary('Erf', tf.erf, ['float32', 'int32']),
  LogicalNot: (draw) =>
    lowers('not', { x: truths(draw, shape(draw)) }, ({ x }) => tf.logicalNot(x)),
  Step: (draw) => {
    const alpha = oneOf(draw, [0, 1, -0.5, 0.25]);
    const x = withEdges(draw, numbers(draw, shape(draw)));
    return lowers(`step, alpha ${alpha}`, { x }, (t) => tf.step(t.x, alpha));
  },
  LeakyRelu: (draw) => {
    const alpha = oneOf(draw, [0, 0.2, 1.5, -0.5]);
    const x = withEdges(draw, numbers(draw, shape(draw)));
    return lowers(`leakyRelu, alpha ${alpha}`, { x }, (t) => tf.leakyRelu(t.x, alpha));
  },
  ClipByValue: (draw) => {
    const low = integer(draw, -4, 4) / 2;
    const high = low + integer(draw, 1, 6) / 2;
    const x = withEdges(draw, numbers(draw, shape(draw), ['float32', 'int32']));
    return lowers(`clipByValue, ${low} to ${high}`, { x }, (t) => tf.clipByValue(t.x, low, high));
  },
  Cast: (draw) => {
    const dtype = oneOf(draw, dtypes);
    const x = numbers(draw, shape(draw));
    return lowers(`cast to ${dtype}`, { x }, (t) => tf.cast(t.x, dtype));
  },
  Prelu: (draw) => {
    const whole = shape(draw);
    const x = withEdges(draw, reals(draw, whole));
    const alpha = reals(draw, narrowed(draw, whole));
    return lowers('prelu', { x, alpha }, (t) => tf.prelu(t.x, t.alpha));
  },
  EluGrad: (draw) =>
    lowers('gradient of elu', { x: reals(draw, shape(draw)) }, ({ x }) => slopes(tf.elu, [x])),
};
