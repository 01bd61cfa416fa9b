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
  BatchMatMul,
  Cast,
  Ceil,
  ClipByValue,
  Concat,
  Conv2D,
  type Conv2DAttrs,
  Cos,
  Cumsum,
  Elu,
  EluGrad,
  Equal,
  Exp,
  Expm1,
  Floor,
  FloorDiv,
  FusedBatchNorm,
  GatherV2,
  type GatherV2Attrs,
  Greater,
  GreaterEqual,
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
  OneHot,
  type OneHotAttrs,
  OnesLike,
  Pack,
  PadV2,
  type PadV2Attrs,
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
  type NamedTensorInfoMap,
  type TensorInfo,
  Tile,
  type TileAttrs,
  TopK,
  Transpose,
  Unpack,
  util,
  ZerosLike,
  _FusedMatMul,
} from '#tfjs-core';
import type { KernelCall } from '@ganport/export/internal';

/** With less, a loop that is compiled once is hardly slower on tfjs's own kernels than on ONNX Runtime. */
export const maxHostWork = 4096;

type Work = (inputs: NamedTensorInfoMap, attrs: unknown) => number;

const size = (info: TensorInfo | undefined) => (info ? util.sizeFromShape(info.shape) : 0);

/** Inputs that a call leaves out are undefined. */
const given = (inputs: NamedTensorInfoMap) =>
  Object.values(inputs).filter((info) => info !== undefined && info !== null);

/** Of the inputs' shapes after broadcasting. */
const broadcast: Work = (inputs) => {
  const sizes: number[] = [];
  for (const { shape } of given(inputs)) {
    for (let axis = 1; axis <= shape.length; axis++) {
      sizes[axis] = Math.max(sizes[axis] ?? 1, shape.at(-axis) as number);
    }
  }
  return sizes.reduce((product, n) => product * n, 1);
};

const reading: Work = (inputs) => given(inputs).reduce((sum, info) => sum + size(info), 0);

/** A multiplication inside a product of matrices makes no result of its own. */
const product = 1 / 4;

const matrixProduct: Work = ({ a, b }, attrs) => {
  const { transposeB } = attrs as { readonly transposeB: boolean };
  return product * size(a) * (b?.shape.at(transposeB ? -2 : -1) ?? 0);
};

const convolution: Work = ({ x, filter }, attrs) => {
  if ((attrs as Conv2DAttrs).dataFormat !== 'NHWC') return Infinity;
  return (product * size(x) * size(filter)) / Math.max(x?.shape.at(-1) ?? 1, 1);
};

const times =
  (factor: number, work: Work): Work =>
  (inputs, attrs) =>
    factor * work(inputs, attrs);

const each = (kernels: readonly string[], work: Work) =>
  kernels.map((kernel) => [kernel, work] as const);

const works: ReadonlyMap<string, Work> = new Map<string, Work>([
  ...each(
    [
      ...[Abs, Add, Cast, Ceil, ClipByValue, Cos, Elu, EluGrad, Equal, Exp, Expm1, Floor, FloorDiv],
      ...[FusedBatchNorm, Greater, GreaterEqual, LeakyRelu, Less, LessEqual, Log, Log1p],
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
  ...each([Cumsum, TopK, Transpose], times(4, reading)),
  ...each([LogSoftmax, Softmax], times(16, reading)),
  ...each([BatchMatMul, _FusedMatMul], matrixProduct),
  [Conv2D, convolution],
  [
    GatherV2,
    ({ x, indices }, attrs) => {
      const { axis } = attrs as GatherV2Attrs;
      return (size(indices) * size(x)) / Math.max(x?.shape.at(axis) ?? 1, 1);
    },
  ],
  [OneHot, ({ indices }, attrs) => size(indices) * (attrs as OneHotAttrs).depth],
  [
    PadV2,
    ({ x }, attrs) =>
      (attrs as PadV2Attrs).paddings.reduce(
        (elements, [before, after], axis) => elements * (before + after + (x?.shape[axis] ?? 0)),
        1,
      ),
  ],
  [Tile, ({ x }, attrs) => size(x) * util.sizeFromShape((attrs as TileAttrs).reps)],
]);

/** Infinite for kernels whose work is not known. */
export function workOf(kernelName: string, { inputs, attrs }: KernelCall): number {
  return works.get(kernelName)?.(inputs, attrs) ?? Infinity;
}
