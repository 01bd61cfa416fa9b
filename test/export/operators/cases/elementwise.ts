/** Operators that compute each element alone. */
import { bools, floats, type Numbers, vector } from '../../../lowering/support/numbers.ts';
import { known, one, real } from '../operator-case.ts';

const wide = floats([2, 3]);
const positive = floats([2, 3], 1, 0.2, 3);
const small = floats([2, 3], 1, -0.9, 0.9);
const edges = vector([NaN, Infinity, -Infinity, 0, 1]);

const unary: Readonly<Record<string, Numbers>> = {
  ...Object.fromEntries(
    [
      ...['Abs', 'Atan', 'Ceil', 'Cos', 'Cosh', 'Elu', 'Exp', 'Floor', 'Neg', 'Relu', 'Relu6'],
      ...['Selu', 'Sigmoid', 'Sin', 'Sinh', 'Square', 'Tan', 'Tanh', 'Sign', 'Round', 'Expm1'],
      ...['Softplus', 'Asinh', 'LeakyRelu', 'OnesLike', 'ZerosLike', 'Identity', 'Snapshot'],
      ...['StopGradient', 'Softmax', 'LogSoftmax', 'Print'],
    ].map((op) => [op, wide]),
  ),
  ...Object.fromEntries(['Acos', 'Asin', 'Atanh'].map((op) => [op, small])),
  ...Object.fromEntries(
    ['Log', 'Sqrt', 'Rsqrt', 'Log1p', 'Reciprocal'].map((op) => [op, positive]),
  ),
  Acosh: floats([2, 3], 1, 1, 3),
  // Where tfjs's approximation is as good as the tolerance.
  Erf: wide,
  ...Object.fromEntries(['IsNan', 'IsFinite', 'IsInf'].map((op) => [op, edges])),
  LogicalNot: bools([2, 3]),
};

const binary: Readonly<Record<string, readonly [Numbers, Numbers]>> = {
  ...Object.fromEntries(
    [
      ...['Add', 'AddV2', 'Sub', 'RealDiv', 'Div', 'DivNoNan', 'FloorDiv', 'Mul', 'Maximum'],
      ...['Minimum', 'SquaredDifference', 'Mod', 'FloorMod', 'Atan2', 'Equal', 'NotEqual'],
      ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'BiasAdd'],
    ].map((op) => [op, [wide, floats([3], 2, 0.3, 2)]]),
  ),
  Pow: [positive, floats([2, 3], 2)],
  Prelu: [wide, floats([3], 2)],
  LogicalAnd: [bools([2, 3]), bools([2, 3], 2)],
  LogicalOr: [bools([2, 3]), bools([2, 3], 2)],
};

export const elementwise = [
  ...Object.entries(unary).map(([op, x]) => one(op, [x])),
  ...Object.entries(binary).map(([op, args]) => one(op, args)),
  one('LeakyRelu', [wide], { alpha: real(0.3) }, { name: 'alpha' }),
  one('AddN', [wide, wide, floats([2, 3], 2)]),
  one('ClipByValue', [wide, known(vectorOf(-0.5)), known(vectorOf(0.7))]),
  one('Select', [bools([2, 3]), wide, positive]),
  one('SelectV2', [bools([2, 3]), wide, floats([3], 2)]),
  one('Cast', [wide], { DstT: { type: 'DT_INT32' } }),
  one('IdentityN', [wide, positive], {}, { outputs: 2 }),
];

function vectorOf(value: number): Numbers {
  return { dtype: 'float32', shape: [], values: [value] };
}
