/**
 * What the metadata of an ONNX model declare of its values: the range of images, and the names of
 * classes. Outside of a model, images are always in [-1, 1].
 */
import * as z from 'zod';
import type { KindName } from '@ganport/core';
import {
  type Condition,
  conditionOfMetadata,
  dataKinds,
  limits,
  noises,
  type NoiseName,
  type Table,
  tableProblem,
  type Vocabulary,
  vocabularyProblem,
} from '@ganport/core/internal';
import type { Model, ValueInfo } from '@ganport/graph';
import type { ValueRange } from '@ganport/graph/internal';
import { LabError } from '../errors.ts';

export { multipleOf, valueRangeOf, type ValueRange } from '@ganport/graph/internal';

type Declared = Pick<Model, 'metadata'>;

export const unitRange: ValueRange = [-1, 1];

/** The kind of the samples that a model makes or takes; images where none is declared. */
export function kindOfModel({ metadata }: Declared): KindName {
  const declared = metadata['ganport.kind'] ?? '';
  return Object.hasOwn(dataKinds, declared) ? (declared as KindName) : 'images';
}

/** The distribution of a generator's noise; standard normal unless another is declared. */
export function noiseOfModel({ metadata }: Declared, input: string): NoiseName {
  const declared = metadata[`ganport.distribution.${input}`];
  const names = Object.keys(noises) as NoiseName[];
  return names.find((name) => noises[name].metadata === declared) ?? 'normal';
}

/** The condition that a generator follows; undefined where none is declared that is valid. */
export function conditionOfModel({ metadata }: Declared): Condition | undefined {
  return conditionOfMetadata(metadata['ganport.condition']);
}

/** Samples a second of the sounds that a model makes; undefined where none are declared. */
export function rateOfModel({ metadata }: Declared): number | undefined {
  const rate = Number(metadata['ganport.audio.rate']);
  return Number.isInteger(rate) && rate >= 1 && rate <= limits.sampleRate ? rate : undefined;
}

/** The characters of the text that a model makes; undefined where none are declared that text can have. */
export function vocabularyOfModel({ metadata }: Declared): Vocabulary | undefined {
  const characters = parsedNames(metadata['ganport.text.vocabulary'] ?? '');
  return characters && vocabularyProblem(characters) === undefined ? characters : undefined;
}

/** The columns of the rows that a model makes; undefined where none are declared that a table can have. */
export function tableOfModel({ metadata }: Declared): Table | undefined {
  try {
    const table: unknown = JSON.parse(metadata['ganport.rows.table'] ?? '');
    return tableProblem(table) === undefined ? (table as Table) : undefined;
  } catch {
    return undefined;
  }
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
