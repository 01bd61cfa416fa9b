/** Inputs to compare runtimes on, with numbers in the ranges that the model is made for. */
import { fillNormal, fillUniform, keyed, limits } from '@ganport/core/internal';
import { classNamesOf, multipleOf, valueRangeOf } from '@ganport/lab/internal';
import type { Model, ValueInfo } from '@ganport/graph';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { CliError } from '../errors.ts';

/** In place of sizes that a model leaves open: the first axis is a batch, others are sides. */
const open = { first: 4, other: 32 };

/**
 * Draws an input tensor for each input. Floating-point numbers are uniform in the range that the
 * file's metadata give (`ganport.range.NAME`), else standard normal; labels are any of the classes
 * that the metadata name (`ganport.classes`), other integers and booleans 0 or 1, which are valid
 * indices of any table. Open sizes are multiples of what the metadata ask for
 * (`ganport.multiple.SIZE`), the same in all inputs.
 *
 * @throws CliError 'unsuitable-model' for element types that are not drawn and sizes above the limit;
 * LabError 'data-mismatch' for multiples above the limit
 */
export function drawInputs(model: Model, seed: number): TensorMap {
  const { graph } = model;
  const sizes = new Map<string, number>();
  const sizeOf = (name: string, axis: number): number => {
    const multiple = multipleOf(model, name) ?? 1;
    const usual = axis === 0 ? open.first : open.other;
    const size = sizes.get(name) ?? Math.ceil(usual / multiple) * multiple;
    sizes.set(name, size);
    return size;
  };
  return Object.fromEntries(
    graph.inputs.map((input, i) => {
      const dims = input.shape.map((size, axis) =>
        typeof size === 'number' ? size : sizeOf(size, axis),
      );
      const range = valueRangeOf(model, input.name);
      // Labels are 0 or 1, too, where the file does not name its classes.
      const whole = (input.name === 'label' && classNamesOf(model)?.length) || 2;
      return [input.name, draw(input, dims, { range, whole }, keyed(seed, 'parity', 0, i))];
    }),
  );
}

interface Range {
  readonly range: readonly [number, number] | undefined;
  /** Integers are from 0 to below this. */
  readonly whole: number;
}

function draw(
  { name, dtype }: ValueInfo,
  dims: readonly number[],
  { range, whole }: Range,
  source: ReturnType<typeof keyed>,
): HostTensor {
  const count = elementCount(dims);
  if (!(count <= limits.tensorValues)) {
    const message = `input ${name} is [${dims.join(', ')}]; inputs of at most ${limits.tensorValues} values are drawn`;
    throw new CliError('unsuitable-model', message);
  }
  const values = new Float32Array(count);
  if (dtype === 'float32') {
    if (range) fillUniform(source, values, ...range);
    else fillNormal(source, values);
    return { dtype, dims, data: values };
  }
  fillUniform(source, values, 0, dtype === 'bool' ? 2 : whole);
  if (dtype === 'int32') return { dtype, dims, data: Int32Array.from(values) };
  if (dtype === 'bool') return { dtype, dims, data: Uint8Array.from(values) };
  const message = `input ${name} is ${dtype}; only float32, int32 and bool, which tfjs has, are compared`;
  throw new CliError('unsuitable-model', message);
}
