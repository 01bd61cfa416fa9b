/** Elementwise kernels: ordinary numbers, edges (NaN, infinities, zeros), int32, broadcasting. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { bools, floats, ints, shaped, vector, type Numbers } from '../support/numbers.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const one = (name: string, x: Numbers, fn: Unary, tolerance = 1e-5) =>
  lowers(name, { x }, (tensors) => fn(tensors.x), { tolerance });
const two = (name: string, a: Numbers, b: Numbers, fn: Binary) =>
  lowers(name, { a, b }, (tensors) => fn(tensors.a, tensors.b));

const edges = vector([NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 2.5, -2.5, 3.5, 1e-6]);
const wide = floats([3, 4], 1, -6, 6);
const whole = ints([3, 4], -6, 7);

const activations: Readonly<Record<string, Unary>> = {
  relu: tf.relu,
  relu6: tf.relu6,
  elu: (x) => tf.elu(x),
  selu: tf.selu,
  sigmoid: (x) => tf.sigmoid(x),
  softplus: tf.softplus,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  prelu: (x) => tf.prelu(x, tf.scalar(0.3)),
  step: (x) => tf.step(x, 0.25),
  clipByValue: (x) => tf.clipByValue(x, -1, 2),
};

const everywhere: Readonly<Record<string, Unary>> = {
  ...activations,
  abs: tf.abs,
  atan: tf.atan,
  ceil: (x) => tf.ceil(x),
  cos: (x) => tf.cos(x),
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: (x) => tf.floor(x),
  isFinite: tf.isFinite,
  isInf: tf.isInf,
  isNaN: tf.isNaN,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  round: tf.round,
  sign: tf.sign,
  sin: (x) => tf.sin(x),
  square: tf.square,
  sinh: tf.sinh,
  cosh: (x) => tf.cosh(x),
  tan: (x) => tf.tan(x),
  tanh: (x) => tf.tanh(x),
  asinh: tf.asinh,
};

/** Functions that are NaN on a part of the real line. */
const somewhere: Readonly<Record<string, Unary>> = {
  acos: tf.acos,
  acosh: tf.acosh,
  asin: tf.asin,
  atanh: tf.atanh,
  log: (x) => tf.log(x),
  log1p: tf.log1p,
  rsqrt: (x) => tf.rsqrt(x),
  sqrt: (x) => tf.sqrt(x),
};

/** Functions of int32 that are infinite or NaN for some numbers, where tfjs stores 0. */
const unbounded: Readonly<Record<string, Unary>> = {
  acos: tf.acos,
  acosh: tf.acosh,
  asin: tf.asin,
  atanh: tf.atanh,
  log1p: tf.log1p,
  reciprocal: tf.reciprocal,
};

const onWholeNumbers = ['abs', 'neg', 'sign', 'square', 'round', 'relu', 'relu6', 'clipByValue'];
const inFloat = ['exp', 'erf', 'atan', 'sinh', 'selu', 'step', 'leakyRelu', 'expm1'];

const unary: readonly LoweringCase[] = [
  ...Object.entries(everywhere).flatMap(([name, fn]) => [
    one(name, wide, fn),
    one(`${name} of NaN, infinities and zeros`, edges, fn),
  ]),
  ...Object.entries(somewhere).flatMap(([name, fn]) => [
    one(name, floats([3, 4], 1, 0.01, 4), fn),
    one(`${name} of NaN, infinities and zeros`, edges, fn),
  ]),
  ...[...onWholeNumbers, ...inFloat, 'isNaN', 'isInf', 'isFinite'].map((name) =>
    one(`${name} of int32`, whole, everywhere[name] as Unary),
  ),
  // Close to 0, log(1 + x) and exp(x) − 1 lose all digits if they are computed as written.
  one('log1p of small numbers', vector([1e-8, -1e-8, 3e-7, 1e-4]), (x) => tf.div(tf.log1p(x), x)),
  one('expm1 of small numbers', vector([1e-8, -1e-8, 3e-7, 1e-4]), (x) => tf.div(tf.expm1(x), x)),
  one('softplus of large numbers', vector([-100, -30, 30, 100, 1000]), tf.softplus),
  one('logicalNot', bools([7]), tf.logicalNot),
  one('identity', wide, tf.clone),
  ...Object.entries({
    ...unbounded,
    atan: tf.atan,
    square: tf.square,
    softplus: tf.softplus,
  }).flatMap(([name, fn]) => [
    one(`${name} of int32 where it may be infinite or NaN`, whole, fn),
    one(`${name} of bool`, bools([5]), fn),
  ]),
];

const casts: readonly LoweringCase[] = (
  [
    ['float32', 'int32', vector([1.9, -1.9, 0, 0.5, -0.5, 100.1])],
    ['float32', 'bool', vector([1.9, -1.9, 0, -0, 0.5])],
    ['int32', 'float32', whole],
    ['int32', 'bool', whole],
    ['bool', 'float32', bools([6])],
    ['bool', 'int32', bools([6])],
  ] as const
).map(([from, to, x]) => one(`cast of ${from} to ${to}`, x, (tensor) => tf.cast(tensor, to)));

const arithmetic: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  divNoNan: tf.divNoNan,
  maximum: tf.maximum,
  minimum: tf.minimum,
  mod: tf.mod,
  floorDiv: tf.floorDiv,
  squaredDifference: tf.squaredDifference,
};
const comparisons: Readonly<Record<string, Binary>> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
};
const logic: Readonly<Record<string, Binary>> = {
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
  logicalXor: tf.logicalXor,
};

const nonZero = vector([1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6], 'int32');
const pairs = (numbers: readonly number[]) => ({
  a: vector(numbers.flatMap((a) => numbers.map(() => a))),
  b: vector(numbers.flatMap(() => [...numbers])),
});
const edgePairs = pairs([NaN, 0, 1, -1, 2.5, -2.5]);

const binary: readonly LoweringCase[] = [
  ...Object.entries({ ...arithmetic, ...comparisons }).flatMap(([name, fn]) => [
    two(name, wide, floats([3, 4], 2, -6, 6), fn),
    two(`${name} that broadcasts`, floats([3, 1, 4]), floats([2, 1], 2), fn),
    two(`${name} of NaN and zeros`, edgePairs.a, edgePairs.b, fn),
    two(`${name} of int32`, whole, shaped(nonZero, [3, 4]), fn),
    two(`${name} of int32 and float32`, whole, floats([3, 4], 2, 1, 6), fn),
  ]),
  ...Object.entries(logic).map(([name, fn]) => two(name, bools([3, 8], 1), bools([8], 2), fn)),
  ...Object.entries(comparisons).map(([name, fn]) =>
    two(`${name} of bool`, bools([8], 1), bools([8], 2), fn),
  ),
  two('floorDiv by zero', whole, ints([3, 4], -1, 2), tf.floorDiv),
  two('mod of a small number', vector([-1e-20, 1e-20]), vector([5, -5]), tf.mod),
  two('mod by zero', whole, vector([0], 'int32'), tf.mod),
  two(
    'floorDiv of large int32',
    vector([33554435, -33554435], 'int32'),
    nonZeroPair(),
    tf.floorDiv,
  ),
  two('atan2 of int32', whole, ints([3, 4], -1, 2, 2), tf.atan2),
  two('div of bool', bools([8], 1), bools([8], 2), tf.div),
  two('atan2', wide, floats([3, 4], 2), tf.atan2),
  two('atan2 of edges', edgePairs.a, edgePairs.b, tf.atan2),
  two('pow', floats([3, 4], 1, 0.1, 3), floats([3, 4], 2, -2, 2), tf.pow),
  two('pow of int32', whole, ints([3, 4], 0, 4, 2), tf.pow),
  two('prelu with a number a channel', wide, floats([4], 2), (x, alpha) => tf.prelu(x, alpha)),
  lowers(
    'bitwiseAnd',
    { a: ints([3, 4], -99, 99), b: ints([3, 4], 0, 64, 2) },
    ({ a, b }) => tf.bitwiseAnd(a, b),
    { since: 18 },
  ),
  lowers('addN', { a: wide, b: wide, c: floats([3, 4], 3) }, ({ a, b, c }) => tf.addN([a, b, c])),
  lowers('gradient of elu', { x: wide, dy: floats([3, 4], 2) }, ({ x, dy }) =>
    tf.grad((tensor) => tf.elu(tensor))(x, dy),
  ),
];

function nonZeroPair(): Numbers {
  return vector([3, 3], 'int32');
}

const wheres: readonly LoweringCase[] = [
  lowers('where', { c: bools([3, 4]), a: floats([3, 4]), b: floats([3, 4], 2) }, ({ c, a, b }) =>
    tf.where(c, a, b),
  ),
  lowers(
    'where that broadcasts',
    { c: bools([3, 1]), a: floats([3, 4]), b: floats([1, 4], 2) },
    ({ c, a, b }) => tf.where(c, a, b),
  ),
  lowers(
    'where of int32 and bool',
    { c: bools([6]), a: ints([6], -5, 5), b: bools([6], 3), d: bools([6], 4) },
    ({ c, a, b, d }) => [tf.where(c, a, tf.neg(a)), tf.where(c, b, d)],
  ),
  lowers(
    'where of int32 and float32',
    { c: bools([6]), a: ints([6], -5, 5), b: floats([6]) },
    ({ c, a, b }) => tf.where(c, a, b),
  ),
  lowers('zerosLike and onesLike of an input are constants', { x: ints([2, 3], 0, 9) }, ({ x }) => [
    tf.add(x, tf.zerosLike(x)),
    tf.mul(x, tf.onesLike(x)),
  ]),
];

export const elementwiseCases: readonly LoweringCase[] = [...unary, ...casts, ...binary, ...wheres];
