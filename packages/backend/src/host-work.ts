/**
 * How much a kernel computes. tfjs's own kernels compute a few thousand numbers sooner than a model of
 * them is made, fed and read, so small programs are as fast here as on tfjs's cpu backend. The unit
 * is the sum of two numbers on that backend, about 20 ns; the factors were measured there.
 */
import {
  Abs,
  Add,
  AddN,
  All,
  Any,
  ArgMax,
  ArgMin,
  Atan2,
  BatchMatMul,
  Cast,
  Ceil,
  ClipByValue,
  Concat,
  Cos,
  Cumprod,
  Cumsum,
  Einsum,
  type EinsumAttrs,
  Elu,
  EluGrad,
  Equal,
  Erf,
  Exp,
  Expm1,
  Floor,
  FloorDiv,
  FusedBatchNorm,
  Greater,
  GreaterEqual,
  IsFinite,
  IsInf,
  IsNan,
  LeakyRelu,
  Less,
  LessEqual,
  Log,
  Log1p,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  LogSoftmax,
  Max,
  Maximum,
  Mean,
  Min,
  Minimum,
  Mod,
  Multiply,
  Neg,
  NotEqual,
  OnesLike,
  Pack,
  Pow,
  Prelu,
  Prod,
  RealDiv,
  Reciprocal,
  Relu,
  Relu6,
  Reverse,
  Round,
  Rsqrt,
  Select,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Slice,
  Softmax,
  Softplus,
  SplitV,
  Sqrt,
  Square,
  SquaredDifference,
  Step,
  StridedSlice,
  Sub,
  Sum,
  Tanh,
  TopK,
  Transpose,
  Unpack,
  ZerosLike,
  _FusedMatMul,
} from '#tfjs-core';
import type { KernelCall } from '@ganport/export/internal';
import { indexWorks } from './index-work.ts';
import { windowWorks } from './window-work.ts';
import { broadcast, product, reading, size, times, type Work } from './work.ts';

/** With less, a loop that is compiled once is hardly slower on tfjs's own kernels than on ONNX Runtime. */
export const maxHostWork = 4096;

const matrixProduct: Work = ({ a, b }, attrs) => {
  const { transposeB } = attrs as { readonly transposeB: boolean };
  return product * size(a) * (b?.shape.at(transposeB ? -2 : -1) ?? 0);
};

/** tfjs multiplies along all letters of the equation, then sums. */
const einsum: Work = (inputs, attrs) => {
  const [given = ''] = (attrs as EinsumAttrs).equation.replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, letters] of given.split(',').entries()) {
    const shape = Object.values(inputs)[i]?.shape ?? [];
    for (const [axis, letter] of Array.from(letters).entries()) {
      sizes.set(letter, shape[axis] ?? Infinity);
    }
  }
  return 4 * [...sizes.values()].reduce((all, n) => all * n, 1);
};

const each = (kernels: readonly string[], work: Work) =>
  kernels.map((kernel) => [kernel, work] as const);

const works: ReadonlyMap<string, Work> = new Map<string, Work>([
  ...each(
    [
      ...[
        Abs,
        Add,
        Atan2,
        Cast,
        Ceil,
        ClipByValue,
        Cos,
        Elu,
        EluGrad,
        Equal,
        Erf,
        Exp,
        Expm1,
        Floor,
        FloorDiv,
      ],
      ...[
        FusedBatchNorm,
        Greater,
        GreaterEqual,
        IsFinite,
        IsInf,
        IsNan,
        LeakyRelu,
        Less,
        LessEqual,
        Log,
        Log1p,
      ],
      ...[LogicalAnd, LogicalNot, LogicalOr, Maximum, Minimum, Mod, Multiply, Neg, NotEqual],
      ...[OnesLike, Pow, Prelu, RealDiv, Reciprocal, Relu, Relu6, Round, Rsqrt, Select, Selu],
      ...[Sigmoid, Sign, Sin, Softplus, Sqrt, Square, SquaredDifference, Step, Sub, Tanh],
      ZerosLike,
    ],
    broadcast,
  ),
  ...each(
    [
      ...[AddN, All, Any, ArgMax, ArgMin, Concat, Max, Min, Pack, Reverse, Slice, SplitV],
      ...[StridedSlice, Unpack],
    ],
    reading,
  ),
  ...each([Mean, Prod, Sum], times(2, reading)),
  ...each([Cumprod, Cumsum, TopK, Transpose], times(4, reading)),
  ...each([LogSoftmax, Softmax], times(16, reading)),
  ...each([BatchMatMul, _FusedMatMul], matrixProduct),
  [Einsum, einsum],
  ...windowWorks,
  ...indexWorks,
]);

/** Infinite for kernels whose work is not known. */
export function workOf(kernelName: string, { inputs, attrs }: KernelCall): number {
  return works.get(kernelName)?.(inputs, attrs) ?? Infinity;
}
