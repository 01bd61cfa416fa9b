/**
 * Inputs of a model that its file has as numbers instead: what they are, as the file's metadata say,
 * so that the original can be given the same.
 */
import { GraphError } from '../errors.ts';
import type { Constant, Model } from './graph.ts';
import { sizeOf } from './shape.ts';

export interface ConstantInput {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** One for all elements, or one for each. */
  readonly values: readonly number[];
}

/** Constants stand for parameters; more than this is data, and is allocated from a few characters. */
export const MOST_CONSTANT_ELEMENTS = 65_536;

const PREFIX = 'ganport.constant.';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Entries of the metadata, which `constantInputsOf` reads. */
export const constantEntries = (
  inputs: Readonly<Record<string, ConstantInput>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, values }]) => [
      `${PREFIX}${name}`,
      JSON.stringify({ dtype, shape, values }),
    ]),
  );

/**
 * The inputs that a file has as numbers, by name.
 *
 * @throws GraphError 'bad-model' for entries that are none
 */
export function constantInputsOf({ metadata }: Pick<Model, 'metadata'>): Record<string, Constant> {
  const entries = Object.entries(metadata).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(
    entries.map(([key, text]) => {
      const input = parsed(text);
      if (input) return [key.slice(PREFIX.length), filled(input)];
      const message = `metadata ${key}: must be a dtype, a shape of at most ${MOST_CONSTANT_ELEMENTS} elements, and one value for all or for each, as JSON; export the model again`;
      throw new GraphError('bad-model', message);
    }),
  );
}

/** The input with a value for each element. */
export function filled({ dtype, shape, values }: ConstantInput): Constant {
  const count = sizeOf(shape);
  const data = arrays[dtype].from(
    values.length === count ? values : Array.from({ length: count }, () => values[0] ?? 0),
  );
  return { dtype, shape, data };
}

function parsed(text: string): ConstantInput | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { dtype, shape, values } = value as Record<string, unknown>;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return undefined;
  if (!isNumbers(shape) || !isNumbers(values)) return undefined;
  if (!shape.every((size) => Number.isInteger(size) && size > 0)) return undefined;
  const count = sizeOf(shape);
  const fits = count <= MOST_CONSTANT_ELEMENTS && [1, count].includes(values.length);
  return fits ? { dtype, shape, values } : undefined;
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isFinite(item));
