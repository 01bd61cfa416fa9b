/**
 * What a file's metadata declare of its values and sizes, for everyone who makes inputs for it. The
 * keys are documented in docs/reference/model-files.md.
 */
import { GraphError } from '../errors.ts';
import type { Model } from './graph.ts';

type Declared = Pick<Model, 'metadata'>;

export type ValueRange = readonly [min: number, max: number];

/** Far above what networks ask for; a damaged file is refused before memory is allocated. */
const MAX_MULTIPLE = 4096;

/** The lowest and the highest value of an input or output; undefined where none are declared. */
export function valueRangeOf({ metadata }: Declared, name: string): ValueRange | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max && Number.isFinite(max - min) ? [min, max] : undefined;
}

/**
 * What a size that a model leaves open must be a multiple of, where the metadata declare it.
 *
 * @param size the name of the size
 * @throws GraphError 'bad-model' for anything but a whole number from 1 to 4096
 */
export function multipleOf({ metadata }: Declared, size: string): number | undefined {
  const key = `ganport.multiple.${size}`;
  const text = metadata[key];
  if (text === undefined) return undefined;
  const multiple = Number(text);
  if (Number.isInteger(multiple) && multiple >= 1 && multiple <= MAX_MULTIPLE) return multiple;
  const message = `metadata ${key}: must be a whole number from 1 to ${MAX_MULTIPLE} (got ${multiple}); export the model again`;
  throw new GraphError('bad-model', message);
}
