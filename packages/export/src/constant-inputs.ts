/** Inputs of a model that become numbers of its graph, before shapes are inferred. */
import { engine, type Tensor } from '#tfjs-core';
import type { Dim } from '@ganport/graph';
import { type ConstantInput, filled, MOST_CONSTANT_ELEMENTS } from '@ganport/graph/internal';
import { ExportError } from './errors.ts';
import type { TensorFunction } from './trace/record.ts';
import type { RecordingBackend } from './trace/recording-backend.ts';
import type { TensorSpec } from './trace/tensor-spec.ts';

/** By the name of an input, one number for all its elements or one for each; 0 and 1 for bool. */
export type ConstantValues = Readonly<Record<string, number | readonly number[]>>;

type Specs = Readonly<Record<string, TensorSpec>>;
type Constants = Readonly<Record<string, ConstantInput>>;

interface Split {
  /** The inputs that are left. */
  readonly inputs: Specs;
  readonly constants: Constants;
}

/**
 * Takes the constants out of the inputs. Sizes that are open follow from the number of values, or are 1.
 *
 * @throws ExportError 'bad-argument' for a name that no input has, for numbers that the input does not take,
 * and for more than 65,536 elements
 */
export function splitConstants(specs: Specs, given: ConstantValues): Split {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    const names = Object.keys(specs).join(', ');
    throw new ExportError('bad-argument', `the model has no input ${name}; it has ${names}`);
  }
  const inputs: Record<string, TensorSpec> = {};
  const constants: Record<string, ConstantInput> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const values = Object.hasOwn(given, name) ? given[name] : undefined;
    if (values === undefined) inputs[name] = spec;
    else constants[name] = constantOf(name, spec, [values].flat());
  }
  return { inputs, constants };
}

/** The shape of a constant of which no shape is known: a scalar, or a row. */
export const shapeOfValues = (values: number | readonly number[]): readonly number[] =>
  typeof values === 'number' ? [] : [values.length];

/** The function of the inputs that are left. */
export const withConstants =
  (fn: TensorFunction, constants: Constants): TensorFunction =>
  (tensors) => {
    const made = Object.entries(constants).map(([name, input]) => [name, tensorOf(name, input)]);
    return fn({ ...tensors, ...Object.fromEntries(made) });
  };

function tensorOf(name: string, input: ConstantInput): Tensor {
  const backend = engine().backend as RecordingBackend;
  const { data, dtype, shape } = filled(input);
  const tensor = engine().makeTensor(data as Float32Array, [...shape], dtype as 'float32', backend);
  backend.nameConstant(tensor, name);
  return tensor;
}

function constantOf(name: string, spec: TensorSpec, values: readonly number[]): ConstantInput {
  const { dtype = 'float32' } = spec;
  if (dtype === 'string') throw refusal(name, 'it takes texts, and constants are numbers');
  const isOfType = typeChecks[dtype];
  const wrong = values.find((value) => !isOfType(value));
  if (wrong !== undefined) throw refusal(name, `${wrong} is no number of type ${dtype}`);
  const shape = constantShape(spec.shape, values.length);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_CONSTANT_ELEMENTS) {
    throw refusal(
      name,
      `it has ${count} elements, and a constant at most ${MOST_CONSTANT_ELEMENTS}`,
    );
  }
  if (values.length !== 1 && values.length !== count) {
    const sizes = spec.shape.join() || 'a scalar';
    const wanted = count === 1 ? 'one value' : `one value, or ${count}`;
    throw refusal(name, `its shape is ${sizes}, so give it ${wanted} (got ${values.length})`);
  }
  return { dtype, shape, values };
}

const typeChecks = {
  float32: Number.isFinite,
  int32: (value: number) => (value | 0) === value,
  bool: (value: number) => value === 0 || value === 1,
};

/** The first open size is as large as the values need, others are 1. */
function constantShape(shape: readonly Dim[], count: number): readonly number[] {
  const known = shape.reduce<number>((n, size) => (typeof size === 'number' ? n * size : n), 1);
  const open = shape.findIndex((size) => typeof size === 'string');
  return shape.map((size, axis) => {
    if (typeof size === 'number') return size;
    return axis === open ? Math.max(1, Math.ceil(count / known)) : 1;
  });
}

const refusal = (name: string, why: string) =>
  new ExportError('bad-argument', `input ${name} cannot be a constant: ${why}`);
