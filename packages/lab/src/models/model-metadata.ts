/**
 * What the metadata of an ONNX model declare of its values: the range of images, and the names of
 * classes. Outside of a model, images are always in [-1, 1].
 */
import * as z from 'zod';
import type { Model } from '@ganport/graph';

type Declared = Pick<Model, 'metadata'>;

export type ValueRange = readonly [min: number, max: number];

export const unitRange: ValueRange = [-1, 1];

/** The lowest and the highest value of an input or output; undefined where none are declared. */
export function valueRangeOf({ metadata }: Declared, name: string): ValueRange | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max ? [min, max] : undefined;
}

/** The names of the classes, by number; undefined where none are declared. */
export function classNamesOf({ metadata }: Declared): readonly string[] | undefined {
  try {
    return z
      .array(z.string())
      .min(1)
      .parse(JSON.parse(metadata['ganport.classes'] ?? ''));
  } catch {
    return undefined;
  }
}

/** Maps values from one range to another; returns the same array where the ranges are equal. */
export function toRange(
  values: Float32Array,
  [fromMin, fromMax] = unitRange,
  [toMin, toMax] = unitRange,
): Float32Array {
  if (fromMin === toMin && fromMax === toMax) return values;
  return values.map((value) => ((toMax - toMin) * (value - fromMin)) / (fromMax - fromMin) + toMin);
}
