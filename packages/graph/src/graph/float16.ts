/**
 * IEEE 754 half-precision numbers. A float16 tensor holds bits, as in an ONNX file and in ONNX's text form:
 * 1 sign, 5 bits of exponent, 10 of fraction. Conversions work on the bits of float32 numbers, since
 * tensors of many MB are converted.
 */
import { GraphError } from '../errors.ts';
import type { Constant } from './graph.ts';

/** The largest finite float16. */
export const maxFloat16 = 65_504;

/**
 * float32 → float16 bits, to the nearest, halfway cases to the even one. From 65,520 on the result is an
 * infinity.
 *
 * @example
 * toFloat16Bits(Float32Array.of(1, -2)); // Uint16Array [0x3c00, 0xc000]
 */
export function toFloat16Bits(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let at = 0; at < bits.length; at++) bits[at] = halfOf(words[at] ?? 0);
  return bits;
}

/**
 * float16 bits → float32, which holds every float16 exactly.
 *
 * @example
 * fromFloat16Bits(Uint16Array.of(0x3c00)); // Float32Array [1]
 */
export function fromFloat16Bits(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  const words = new Uint32Array(values.buffer);
  for (let at = 0; at < bits.length; at++) {
    const half = bits[at] ?? 0;
    const magnitude = half & 0x7fff;
    if (magnitude < 0x0400) values[at] = magnitude * 2 ** -24;
    else words[at] = (magnitude << 13) + (magnitude < 0x7c00 ? 112 << 23 : 224 << 23);
    words[at] = (words[at] ?? 0) | ((half & 0x8000) << 16);
  }
  return values;
}

/**
 * The same numbers as a float16 tensor, rounded as toFloat16Bits does.
 *
 * @throws GraphError 'bad-argument' for a tensor that is not float32
 */
export function asFloat16({ dtype, shape, data }: Constant): Constant {
  if (data instanceof Float32Array) return { dtype: 'float16', shape, data: toFloat16Bits(data) };
  throw new GraphError(
    'bad-argument',
    `a ${dtype} tensor is not rounded to float16; cast it first`,
  );
}

/** The bits of a float32 number → those of the nearest float16. */
function halfOf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477f_f000) return sign | 0x7c00; // 65,520 and above
  // From 2^-14 on, 13 bits of the fraction go; the exponent's bias changes from 127 to 15.
  if (magnitude >= 0x3880_0000) return sign | shifted(magnitude - (112 << 23), 13);
  const exponent = magnitude >>> 23;
  // Below 2^-25 nothing is left.
  return exponent < 102
    ? sign
    : sign | shifted((magnitude & 0x7f_ffff) | 0x80_0000, 126 - exponent);
}

/** bits / 2^count, to the nearest integer, halves to the even one. */
function shifted(bits: number, count: number): number {
  return (bits + (1 << (count - 1)) - 1 + ((bits >>> count) & 1)) >>> count;
}
