/**
 * Complex numbers. ONNX has them only inside the Fourier transform, so a complex value is a pair of real
 * values, and kernels on complex values use the lowerings of kernels on real values.
 */
import {
  Add,
  Cast,
  Complex,
  ComplexAbs,
  Concat,
  ExpandDims,
  FFT,
  IFFT,
  Identity,
  Imag,
  Multiply,
  OnesLike,
  Pack,
  Real,
  Reshape,
  Sub,
  Transpose,
  ZerosLike,
  type CastAttrs,
  type NamedAttrMap,
} from '#tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import {
  at,
  add,
  binary,
  cast,
  concat,
  div,
  mul,
  reshape,
  sizeOf,
  sub,
  unary,
  where,
} from '@ganport/graph/ops';
import { onnxDataType, isComplex, type AnyValue, type ComplexValue } from '../data-types.ts';
import { loweringOf } from './registry.ts';

/** A list of inputs (Concat, Pack) is an array. */
type Inputs = Readonly<Record<string, AnyValue>>;

type ComplexLowering = (graph: GraphBuilder, inputs: Inputs, attributes: NamedAttrMap) => AnyValue;

/** The lowering of a kernel that takes or returns complex values. */
export function complexLoweringOf(kernelName: string): ComplexLowering | undefined {
  return table.get(kernelName);
}

const only = (inputs: Inputs): AnyValue => Object.values(inputs)[0] as AnyValue;
const complexOnly = (inputs: Inputs) => only(inputs) as ComplexValue;

/** The lowering of a kernel of one result on real values. */
function lowerReal(
  kernelName: string,
  graph: GraphBuilder,
  inputs: Readonly<Record<string, Value>>,
  attributes: NamedAttrMap = {},
): Value {
  const lowering = loweringOf(kernelName);
  if (!lowering) throw new Error(`${kernelName} has no lowering for real values`);
  return at([lowering(graph, inputs, attributes)].flat(), 0);
}

/** A kernel that does the same to both parts. */
function partwise(kernelName: string): ComplexLowering {
  return (graph, inputs, attributes) => {
    const part = (name: keyof ComplexValue) => {
      const parts: Record<string, Value> = Array.isArray(inputs) ? ([] as never) : {};
      for (const [input, value] of Object.entries(inputs)) {
        parts[input] = isComplex(value) ? value[name] : value;
      }
      return lowerReal(kernelName, graph, parts, attributes);
    };
    return { real: part('real'), imag: part('imag') };
  };
}

/** Zeros or ones in the shape of x. */
const filled = (graph: GraphBuilder, kernelName: string, x: Value) =>
  lowerReal(kernelName, graph, { x });

/** |z| as the larger part times √(1 + ratio²), so that no square overflows or underflows. */
function absolute(graph: GraphBuilder, { real, imag }: ComplexValue): Value {
  const parts = [unary(graph, 'Abs', real), unary(graph, 'Abs', imag)] as const;
  const large = binary(graph, 'Max', ...parts);
  const isZero = binary(graph, 'Equal', large, graph.scalar(0), 'bool');
  const divisor = where(graph, isZero, graph.scalar(1), large);
  const ratio = div(graph, binary(graph, 'Min', ...parts), divisor);
  const root = unary(graph, 'Sqrt', add(graph, mul(graph, ratio, ratio), graph.scalar(1)));
  return mul(graph, large, root);
}

/** The Fourier transform over the last axis. ONNX has both parts in an additional axis of size 2. */
function fourier(graph: GraphBuilder, { real, imag }: ComplexValue, inverse: 0 | 1): ComplexValue {
  const length = at(real.shape, -1);
  const one = [sizeOf(real.shape) / length, length, 1];
  const both = concat(graph, [reshape(graph, real, one), reshape(graph, imag, one)], 2);
  const result = graph.op('DFT', [both, null, graph.scalar(1, 'int64')], { inverse }, both);
  const part = { dtype: both.dtype, shape: one };
  const parts = graph.ops('Split', [result, graph.ints([1, 1])], { axis: 2 }, [part, part]);
  const [first, second] = parts.map((value) => reshape(graph, value, real.shape));
  return { real: first as Value, imag: second as Value };
}

function castComplex(graph: GraphBuilder, x: AnyValue, { dtype }: CastAttrs): AnyValue {
  if (dtype !== 'complex64') return cast(graph, isComplex(x) ? x.real : x, onnxDataType(dtype));
  if (isComplex(x)) return x;
  const real = cast(graph, x, 'float32');
  return { real, imag: filled(graph, ZerosLike, real) };
}

function multiply(graph: GraphBuilder, a: ComplexValue, b: ComplexValue): ComplexValue {
  return {
    real: sub(graph, mul(graph, a.real, b.real), mul(graph, a.imag, b.imag)),
    imag: add(graph, mul(graph, a.real, b.imag), mul(graph, a.imag, b.real)),
  };
}

const table = new Map<string, ComplexLowering>([
  [Complex, (_graph, { real, imag }) => ({ real: real as Value, imag: imag as Value })],
  [Real, (_graph, inputs) => complexOnly(inputs).real],
  [Imag, (_graph, inputs) => complexOnly(inputs).imag],
  [ComplexAbs, (graph, inputs) => absolute(graph, complexOnly(inputs))],
  [FFT, (graph, inputs) => fourier(graph, complexOnly(inputs), 0)],
  [IFFT, (graph, inputs) => fourier(graph, complexOnly(inputs), 1)],
  [Cast, (graph, inputs, attributes) => castComplex(graph, only(inputs), attributes as never)],
  [Multiply, (graph, { a, b }) => multiply(graph, a as ComplexValue, b as ComplexValue)],
  [
    OnesLike,
    (graph, inputs) => {
      const { real } = complexOnly(inputs);
      return { real: filled(graph, OnesLike, real), imag: filled(graph, ZerosLike, real) };
    },
  ],
  ...[Add, Concat, ExpandDims, Identity, Pack, Reshape, Sub, Transpose, ZerosLike].map(
    (kernelName) => [kernelName, partwise(kernelName)] as const,
  ),
]);
