/**
 * Affine quantization: a real number is scale × (q − zeroPoint) of an 8-bit integer q (Jacob et al. 2018,
 * section 2.1; ONNX's QuantizeLinear). Weights are symmetric, with a scale for each channel; values
 * between nodes have one scale, and 0 is exact.
 */
import { GraphError } from '../errors.ts';
import { constantOf } from '../graph/constant.ts';
import type { Constant } from '../graph/graph.ts';
import { sizeOf } from '../graph/shape.ts';

export interface QuantizedWeight {
  /** int8 in [-127, 127]. */
  readonly data: Constant;
  /** float32, one for each channel, or a scalar. */
  readonly scale: Constant;
}

/**
 * Quantizes a float32 tensor to int8, with zero points of 0. A tensor that several nodes use is quantized
 * once.
 *
 * @param axis of the channels; one scale for the whole tensor when left out
 */
export function quantizeWeight(weight: Constant, axis?: number): QuantizedWeight {
  const byAxis = known.get(weight) ?? new Map<number | undefined, QuantizedWeight>();
  const quantizedWeight = byAxis.get(axis) ?? inSteps(weight, axis);
  known.set(weight, byAxis.set(axis, quantizedWeight));
  return quantizedWeight;
}

const known = new WeakMap<Constant, Map<number | undefined, QuantizedWeight>>();

function inSteps(weight: Constant, axis: number | undefined): QuantizedWeight {
  const { shape, data } = weight;
  if (!(data instanceof Float32Array)) {
    throw new GraphError(
      'bad-argument',
      `a ${weight.dtype} tensor is not quantized; cast it first`,
    );
  }
  const channels = axis === undefined ? 1 : (shape[axis] ?? 1);
  const inner = axis === undefined ? data.length : sizeOf(shape.slice(axis + 1));
  const largest = new Float32Array(channels);
  const channelOf = (at: number) => Math.floor(at / inner) % channels;
  for (let at = 0; at < data.length; at++) {
    const channel = channelOf(at);
    const magnitude = Math.abs(data[at] ?? 0);
    if (magnitude > (largest[channel] ?? 0)) largest[channel] = magnitude;
  }
  // A channel of zeros has no range of its own.
  const scales = largest.map((value) => (value === 0 ? 1 : value / 127));
  const bytes = new Int8Array(data.length);
  for (let at = 0; at < data.length; at++) {
    bytes[at] = clamped((data[at] ?? 0) / (scales[channelOf(at)] ?? 1), -127, 127);
  }
  return {
    data: { dtype: 'int8', shape, data: bytes },
    scale: { dtype: 'float32', shape: axis === undefined ? [] : [channels], data: scales },
  };
}

export type ActivationType = 'uint8' | 'int8';

export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly type: ActivationType;
}

/**
 * The quantization of values in a range, which is widened to hold 0: asymmetric for uint8, symmetric for
 * int8.
 */
export function affineOf(
  range: { readonly min: number; readonly max: number },
  type: ActivationType,
): Affine {
  const min = Math.min(range.min, 0);
  const max = Math.max(range.max, 0);
  if (type === 'int8') {
    return { scale: Math.fround(Math.max(-min, max) / 127) || 1, zeroPoint: 0, type };
  }
  const scale = Math.fround((max - min) / 255) || 1;
  return { scale, zeroPoint: clamped(-min / scale, 0, 255), type };
}

/** The constants of a QuantizeLinear or DequantizeLinear. */
export function affineConstants({ scale, zeroPoint, type }: Affine): [Constant, Constant] {
  return [constantOf('float32', [], [scale]), constantOf(type, [], [zeroPoint])];
}

/** The tensor in 8 bits. */
export function quantized({ shape, data }: Constant, { scale, zeroPoint, type }: Affine): Constant {
  const [low, high] = type === 'uint8' ? [0, 255] : [-128, 127];
  const values = Array.from<number | bigint, number>(data, (value) =>
    clamped(Number(value) / scale + zeroPoint, low, high),
  );
  return constantOf(type, shape, values);
}

/** A bias in the units of the sums that it is added to. */
export function quantizeBias({ shape, data }: Constant, scales: Float32Array): Constant {
  const values = Array.from<number | bigint, number>(data, (value, at) =>
    clamped(Number(value) / (scales[at % scales.length] ?? 1), -(2 ** 31), 2 ** 31 - 1),
  );
  return constantOf('int32', shape, values);
}

/** The nearest integer, halves to the even one, within the limits. */
function clamped(value: number, low: number, high: number): number {
  const floor = Math.floor(value);
  const isTie = value - floor === 0.5;
  const nearest = isTie ? floor + (Math.abs(floor) % 2) : Math.round(value);
  return Math.min(Math.max(nearest, low), high);
}
