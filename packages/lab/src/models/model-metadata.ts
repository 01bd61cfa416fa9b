/**
 * What the metadata of a model's file say of its values: the range of an image's, and the names of
 * classes. Everywhere outside of such a model, images are in [-1, 1].
 */
import * as z from 'zod';
import type { Model } from '@ganport/graph';

type Said = Pick<Model, 'metadata'>;

export type ValueRange = readonly [min: number, max: number];

export const unitRange: ValueRange = [-1, 1];

/** The lowest and highest value of an input or output; undefined where the file does not say. */
export function valueRangeOf({ metadata }: Said, name: string): ValueRange | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max ? [min, max] : undefined;
}

/** The names of the classes, by number; undefined where the file does not say. */
export function classNamesOf({ metadata }: Said): readonly string[] | undefined {
  try {
    return z
      .array(z.string())
      .min(1)
      .parse(JSON.parse(metadata['ganport.classes'] ?? ''));
  } catch {
    return undefined;
  }
}

/** Values from one range to another; the same array where nothing changes. */
export function toRange(
  values: Float32Array,
  [fromMin, fromMax] = unitRange,
  [toMin, toMax] = unitRange,
): Float32Array {
  if (fromMin === toMin && fromMax === toMax) return values;
  return values.map((value) => ((toMax - toMin) * (value - fromMin)) / (fromMax - fromMin) + toMin);
}
