/**
 * Weights as a model's files store them: tfjs decodes float16 and 8- or 16-bit weights to float32 when it
 * loads them; the exported file keeps large ones as they are, and so its size.
 */
import type { DataValues, io } from '@tensorflow/tfjs-core';
import type { Constant, NumberType } from '@ganport/graph';
import { fromFloat16Bits, type StoredWeight } from '@ganport/graph/precision';

interface Quantization {
  readonly dtype: string;
  readonly scale?: number;
  readonly min?: number;
}

const storedTypes: Readonly<
  Record<
    string,
    { readonly dtype: NumberType; readonly array: typeof Uint8Array | typeof Uint16Array }
  >
> = {
  float16: { dtype: 'float16', array: Uint16Array },
  uint8: { dtype: 'uint8', array: Uint8Array },
  uint16: { dtype: 'uint16', array: Uint16Array },
};

const elementBytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  float16: 2,
  uint16: 2,
  bool: 1,
  uint8: 1,
};

/** Weights of fewer elements are decoded: a node for each would save less than it costs. */
const FEWEST_KEPT = 1024;
/** The same of vectors, such as biases and factors of normalizations, which passes fold into other nodes. */
const FEWEST_OF_VECTOR = 16_384;

/** Where a model's weights come from, as tfjs's loaders have it. */
export type StoredArtifacts = Pick<io.ModelArtifacts, 'weightSpecs' | 'weightData'>;

/** Stored weights that are worth a node, by name; none where a model has texts, whose lengths only tfjs reads. */
export function storedWeights({
  weightSpecs = [],
  weightData,
}: StoredArtifacts): ReadonlyMap<string, StoredWeight> {
  const stored = new Map<string, StoredWeight>();
  const isKept = weightSpecs.some(({ quantization }) => quantization !== undefined);
  if (!isKept || weightData === undefined) return stored;
  const bytes = joined(weightData);
  let offset = 0;
  for (const { name, shape, dtype, quantization } of weightSpecs) {
    const { dtype: type, scale, min } = (quantization ?? { dtype }) as Quantization;
    const size = elementBytes[type];
    if (size === undefined) return new Map();
    const length = shape.reduce((a, b) => a * b, 1);
    const kind = storedTypes[type];
    if (quantization && dtype === 'float32' && kind && length >= fewestKept(shape)) {
      const part = bytes.slice(offset, offset + length * size);
      const data = new kind.array(part.buffer) as Constant['data'];
      const constant = { dtype: kind.dtype, shape, data };
      stored.set(name, {
        stored: constant,
        ...(scale !== undefined && { scale }),
        ...(min !== undefined && { min }),
      });
    }
    offset += length * size;
  }
  return stored;
}

function fewestKept(shape: readonly number[]): number {
  const isVector = shape.filter((size) => size > 1).length <= 1;
  return isVector ? FEWEST_OF_VECTOR : FEWEST_KEPT;
}

function joined(data: NonNullable<io.ModelArtifacts['weightData']>): Uint8Array {
  if (!Array.isArray(data)) return new Uint8Array(data);
  const bytes = new Uint8Array(data.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of data) {
    bytes.set(new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}

/**
 * The name that a layer has for a weight of a file, which may have the name of the layer's cell between
 * those of the layer and of the weight.
 */
export function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
}

/** Whether numbers are those that a stored weight stands for: a model may have been trained since. */
export function isStored(
  values: DataValues,
  { stored, scale = 1, min = 0 }: StoredWeight,
): boolean {
  if (values.length !== stored.data.length) return false;
  if (stored.dtype === 'float16') {
    return fromFloat16Bits(stored.data as Uint16Array).every((value, i) =>
      Object.is(value, values[i]),
    );
  }
  const steps = stored.data as Uint8Array;
  // A loop, since models have millions of weights.
  for (let i = 0; i < steps.length; i++) {
    if (!Object.is(Math.fround((steps[i] ?? 0) * scale + min), values[i])) return false;
  }
  return true;
}
