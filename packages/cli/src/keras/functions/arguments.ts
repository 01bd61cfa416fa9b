/**
 * The arguments of a function by the names of its parameters, as tensors and as numbers. Numbers may come
 * from tensors: sizes that the model computes.
 */
import { tf } from '../../tfjs.ts';
import { type Argument, type Call, form } from './call.ts';

/** An argument whose inputs and calls are tensors. */
export type Value =
  | null
  | boolean
  | number
  | string
  | tf.Tensor
  | readonly Value[]
  | { readonly [form: string]: unknown };

/** Parameters that change nothing of a result. */
const idle: ReadonlySet<string> = new Set([
  'name',
  'conjugate',
  'validate_indices',
  'out_type',
  'bad_indices_policy',
]);

export class Arguments {
  readonly #values = new Map<string, Value>();

  /**
   * @param parameters in the function's order, each with the names that it has: `axis|dim`
   * @throws Error for an argument that the function here does not have
   */
  constructor(
    { name, positional, named }: Call,
    parameters: readonly string[],
    resolve: (argument: Argument) => Value,
  ) {
    for (const [i, argument] of positional.entries()) {
      const parameter = parameters[i];
      if (parameter === undefined) throw new Error(`${name} has more than ${i} arguments`);
      this.#values.set(firstName(parameter), resolve(argument));
    }
    for (const [given, argument] of Object.entries(named)) {
      const parameter = parameters.find((names) => names.split('|').includes(given));
      if (parameter !== undefined) this.#values.set(firstName(parameter), resolve(argument));
      else if (!idle.has(given) && argument !== null && argument !== false) {
        throw new Error(
          `${name} has the argument ${given}=${JSON.stringify(argument)}, which is not supported`,
        );
      }
    }
  }

  /** Whether an argument is given, and not None. */
  has(name: string): boolean {
    return (this.#values.get(name) ?? null) !== null;
  }

  value(name: string): Value {
    return this.#values.get(name) ?? null;
  }

  /** A constant becomes a tensor of the type that the others have. */
  tensor(name: string, dtype?: tf.DataType): tf.Tensor {
    if (!this.has(name)) throw new Error(`its argument ${name} is missing`);
    return toTensor(this.value(name), dtype);
  }

  /** Two or more arguments of one type. */
  alike(...names: readonly string[]): tf.Tensor[] {
    const given = names.map((name) => this.value(name)).find((value) => value instanceof tf.Tensor);
    return names.map((name) => this.tensor(name, given?.dtype));
  }

  /** A list of tensors, or one tensor of which each row is one. */
  tensors(name: string): tf.Tensor[] {
    const value = this.value(name);
    if (value instanceof tf.Tensor) return tf.unstack(value);
    if (!Array.isArray(value)) throw new Error(`its argument ${name} is no list of tensors`);
    const given = value.find((item): item is tf.Tensor => item instanceof tf.Tensor);
    return value.map((item) => toTensor(item as Value, given?.dtype));
  }

  /** @throws Error where there is no default and no number */
  number(name: string, otherwise?: number): number {
    if (!this.has(name) && otherwise !== undefined) return otherwise;
    const [number, ...more] = toNumbers(this.value(name));
    if (number === undefined || more.length > 0)
      throw new Error(`its argument ${name} is no number`);
    return number;
  }

  numbers(name: string): number[] {
    return toNumbers(this.value(name));
  }

  /** An axis, several or none: all. */
  axes(name = 'axis'): number[] | undefined {
    return this.has(name) ? this.numbers(name) : undefined;
  }

  boolean(name: string, otherwise = false): boolean {
    return this.has(name) ? this.value(name) === true : otherwise;
  }

  text(name: string, otherwise: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : otherwise;
  }
}

/** The first of the names of a parameter is the one that functions here call it by. */
function firstName(parameter: string): string {
  return parameter.split('|')[0] as string;
}

function toTensor(value: Value, dtype: tf.DataType | undefined): tf.Tensor {
  if (value instanceof tf.Tensor) return value;
  const array = form(value, 'array');
  if (array) return tf.tensor(array.value as tf.TensorLike, undefined, toDtype(array.dtype));
  if (Array.isArray(value) && flat(value).some((item) => item instanceof tf.Tensor)) {
    return tf.stack(value.map((item) => toTensor(item as Value, dtype)));
  }
  const numbers = flat(value);
  const isPlain = numbers.every((item) => typeof item === 'number' || typeof item === 'boolean');
  if (!isPlain) throw new Error(`${JSON.stringify(value)} is no tensor`);
  const isWhole = numbers.every((item) => Number.isInteger(item));
  const own = numbers.every((item) => typeof item === 'boolean') ? 'bool' : 'float32';
  return tf.tensor(value as tf.TensorLike, undefined, dtype === 'int32' && isWhole ? dtype : own);
}

function toNumbers(value: Value): number[] {
  if (value instanceof tf.Tensor) return [...value.dataSync()];
  if (Array.isArray(value)) return value.flatMap((item) => toNumbers(item as Value));
  const array = form(value, 'array');
  const numbers = flat(array ? array.value : value);
  if (numbers.every((item) => typeof item === 'number')) return numbers;
  throw new Error(`${JSON.stringify(value)} is no number`);
}

function flat(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}

/** TensorFlow's types; tfjs has three. */
const dtypes: Readonly<Record<string, tf.DataType>> = {
  bool: 'bool',
  float16: 'float32',
  bfloat16: 'float32',
  float32: 'float32',
  float64: 'float32',
  int8: 'int32',
  int16: 'int32',
  int32: 'int32',
  int64: 'int32',
  uint8: 'int32',
};

/** @throws Error for a type that tfjs has no numbers for */
export function toDtype(name: string): tf.DataType {
  const dtype = Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
  if (dtype === undefined) throw new Error(`its type ${name} is not supported`);
  return dtype;
}
