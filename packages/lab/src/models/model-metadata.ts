/**
 * What the metadata of an ONNX model declare of its values: the range of images, and the names of
 * classes. Outside of a model, images are always in [-1, 1].
 */
import * as z from 'zod';
import { limits, sizeProblem } from '@ganport/core/internal';
import type { Model, ValueInfo } from '@ganport/graph';
import { LabError } from '../errors.ts';

type Declared = Pick<Model, 'metadata'>;

export type ValueRange = readonly [min: number, max: number];

export const unitRange: ValueRange = [-1, 1];

/** The lowest and the highest value of an input or output; undefined where none are declared. */
export function valueRangeOf({ metadata }: Declared, name: string): ValueRange | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max && Number.isFinite(max - min) ? [min, max] : undefined;
}

/**
 * The names of the classes, by number; undefined where none are declared.
 *
 * @throws LabError 'data-mismatch' for more classes than the limit
 */
export function classNamesOf({ metadata }: Declared): readonly string[] | undefined {
  const names = parsedNames(metadata['ganport.classes'] ?? '');
  if (names === undefined || names.length <= limits.classes) return names;
  const message = `metadata ganport.classes: names ${names.length} classes, the limit is ${limits.classes}; export the model with fewer`;
  throw new LabError('data-mismatch', message);
}

function parsedNames(text: string): readonly string[] | undefined {
  try {
    return z.array(z.string()).min(1).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * What a size that a model leaves open must be a multiple of, where the metadata declare it.
 *
 * @param size the name of the size
 * @throws LabError 'data-mismatch' for anything but a whole number within the limit
 */
export function multipleOf({ metadata }: Declared, size: string): number | undefined {
  const key = `ganport.multiple.${size}`;
  const text = metadata[key];
  if (text === undefined) return undefined;
  const problem = sizeProblem(Number(text), limits.multiple);
  if (problem === undefined) return Number(text);
  throw new LabError('data-mismatch', `metadata ${key}: ${problem}; export the model again`);
}

/**
 * Checks the sizes that a model fixes for one of its tensors, before a tensor of them is made.
 *
 * @param path the model, for messages
 * @throws LabError 'data-mismatch' for a size of 0, or more values than the limit
 */
export function checkFixedSizes(path: string, { name, shape }: ValueInfo): void {
  let values = 1;
  for (const size of shape) {
    if (typeof size !== 'number') continue;
    values *= size;
    if (size >= 1 && values <= limits.tensorValues) continue;
    const message = `${path}: ${name} is [${shape.join(', ')}]; sizes are from 1, and a tensor has at most ${limits.tensorValues} values; export the model again`;
    throw new LabError('data-mismatch', message);
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
