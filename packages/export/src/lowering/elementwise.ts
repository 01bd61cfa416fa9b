/**
 * Elementwise kernels. Most are one ONNX operator under another name (the tables); the rest are
 * short formulas. Types follow tfjs: comparisons give bool, arithmetic keeps the inputs' type.
 */
import {
  Abs,
  Acos,
  Acosh,
  Add,
  AddN,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Cast,
  Ceil,
  ClipByValue,
  Cos,
  Cosh,
  Elu,
  EluGrad,
  Equal,
  Erf,
  Exp,
  Expm1,
  Floor,
  Greater,
  GreaterEqual,
  Identity,
  LeakyRelu,
  Less,
  LessEqual,
  Log,
  Log1p,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  Maximum,
  Minimum,
  Multiply,
  Neg,
  NotEqual,
  Pow,
  Prelu,
  RealDiv,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Select,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Sinh,
  Softplus,
  Sqrt,
  Square,
  SquaredDifference,
  Step,
  Sub,
  Tan,
  Tanh,
  type BinaryInputs,
  type CastAttrs,
  type CastInputs,
  type ClipByValueAttrs,
  type EluGradInputs,
  type LeakyReluAttrs,
  type PreluInputs,
  type SelectInputs,
  type StepAttrs,
  type UnaryInputs,
} from '@tensorflow/tfjs-core';
import { onnxDataType } from '../trace/recording-backend.ts';
import { float } from '../trace/recorder.ts';
import type { Value } from '../trace/value.ts';
import { add, binary, cast, mul, reshape, sub, unary, where } from './ops.ts';
import { defineLowering } from './registry.ts';

const unaryOps: Readonly<Record<string, string>> = {
  [Abs]: 'Abs',
  [Acos]: 'Acos',
  [Acosh]: 'Acosh',
  [Asin]: 'Asin',
  [Asinh]: 'Asinh',
  [Atan]: 'Atan',
  [Atanh]: 'Atanh',
  [Ceil]: 'Ceil',
  [Cos]: 'Cos',
  [Cosh]: 'Cosh',
  [Erf]: 'Erf',
  [Exp]: 'Exp',
  [Floor]: 'Floor',
  [Log]: 'Log',
  [LogicalNot]: 'Not',
  [Neg]: 'Neg',
  [Reciprocal]: 'Reciprocal',
  [Relu]: 'Relu',
  [Round]: 'Round',
  [Selu]: 'Selu',
  [Sigmoid]: 'Sigmoid',
  [Sign]: 'Sign',
  [Sin]: 'Sin',
  [Sinh]: 'Sinh',
  [Softplus]: 'Softplus',
  [Sqrt]: 'Sqrt',
  [Tan]: 'Tan',
  [Tanh]: 'Tanh',
};
for (const [kernel, op] of Object.entries(unaryOps)) {
  defineLowering<UnaryInputs>(kernel, (graph, { x }) => unary(graph, op, x));
}

const binaryOps: Readonly<Record<string, string>> = {
  [Add]: 'Add',
  [Maximum]: 'Max',
  [Minimum]: 'Min',
  [Multiply]: 'Mul',
  [Pow]: 'Pow',
  [RealDiv]: 'Div',
  [Sub]: 'Sub',
};
for (const [kernel, op] of Object.entries(binaryOps)) {
  defineLowering<BinaryInputs>(kernel, (graph, { a, b }) => binary(graph, op, a, b));
}

const comparisons: Readonly<Record<string, string>> = {
  [Equal]: 'Equal',
  [Greater]: 'Greater',
  [GreaterEqual]: 'GreaterOrEqual',
  [Less]: 'Less',
  [LessEqual]: 'LessOrEqual',
  [LogicalAnd]: 'And',
  [LogicalOr]: 'Or',
};
for (const [kernel, op] of Object.entries(comparisons)) {
  defineLowering<BinaryInputs>(kernel, (graph, { a, b }) => binary(graph, op, a, b, 'bool'));
}
defineLowering<BinaryInputs>(NotEqual, (graph, { a, b }) =>
  unary(graph, 'Not', binary(graph, 'Equal', a, b, 'bool')),
);

defineLowering(AddN, (graph, inputs) => {
  const [first, ...rest] = Object.values(inputs) as [Value, ...Value[]];
  return rest.reduce((sum, x) => add(graph, sum, x), first);
});
defineLowering<UnaryInputs>(Identity, (_graph, { x }) => x);
defineLowering<CastInputs, CastAttrs>(Cast, (graph, { x }, { dtype }) =>
  cast(graph, x, onnxDataType(dtype)),
);
defineLowering<UnaryInputs>(Square, (graph, { x }) => mul(graph, x, x));
defineLowering<BinaryInputs>(SquaredDifference, (graph, { a, b }) => {
  const difference = sub(graph, a, b);
  return mul(graph, difference, difference);
});
defineLowering<UnaryInputs>(Rsqrt, (graph, { x }) =>
  unary(graph, 'Reciprocal', unary(graph, 'Sqrt', x)),
);
defineLowering<UnaryInputs>(Log1p, (graph, { x }) =>
  unary(graph, 'Log', add(graph, x, graph.scalar(1))),
);
defineLowering<UnaryInputs>(Expm1, (graph, { x }) =>
  sub(graph, unary(graph, 'Exp', x), graph.scalar(1)),
);
defineLowering<UnaryInputs>(Relu6, (graph, { x }) =>
  graph.op('Clip', [x, graph.scalar(0), graph.scalar(6)], {}, x),
);
defineLowering<UnaryInputs, ClipByValueAttrs>(
  ClipByValue,
  (graph, { x }, { clipValueMin, clipValueMax }) =>
    graph.op(
      'Clip',
      [x, graph.scalar(clipValueMin, x.dtype), graph.scalar(clipValueMax, x.dtype)],
      {},
      x,
    ),
);
defineLowering<UnaryInputs, LeakyReluAttrs>(LeakyRelu, (graph, { x }, { alpha }) =>
  unary(graph, 'LeakyRelu', x, { alpha: float(alpha) }),
);
defineLowering<PreluInputs>(Prelu, (graph, { x, alpha }) => binary(graph, 'PRelu', x, alpha));
defineLowering<UnaryInputs>(Elu, (graph, { x }) => unary(graph, 'Elu', x, { alpha: float(1) }));
/** dy where y >= 0, else dy (y + 1). */
defineLowering<EluGradInputs>(EluGrad, (graph, { dy, y }) => {
  const positive = binary(graph, 'GreaterOrEqual', y, graph.scalar(0), 'bool');
  return where(graph, positive, dy, mul(graph, dy, add(graph, y, graph.scalar(1))));
});

/** 1 where x > 0, `alpha` where not, NaN where x is NaN. */
defineLowering<UnaryInputs, StepAttrs>(Step, (graph, { x }, { alpha }) => {
  const positive = binary(graph, 'Greater', x, graph.scalar(0, x.dtype), 'bool');
  return where(graph, positive, graph.scalar(1, x.dtype), graph.scalar(alpha, x.dtype));
});

/** A condition of lower rank chooses whole rows, as in tf.where. */
defineLowering<SelectInputs>(Select, (graph, { condition, t, e }) => {
  const extra = t.shape.length - condition.shape.length;
  const rows =
    condition.shape.length === 1 && extra > 0
      ? reshape(graph, condition, [...condition.shape, ...Array<number>(extra).fill(1)])
      : condition;
  return where(graph, rows, t, e);
});
