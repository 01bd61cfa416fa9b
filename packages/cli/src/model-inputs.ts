/** Inputs to compare runtimes on: for every input of a model, numbers like those it is made for. */
import { fillNormal, fillUniform, keyed } from '@ganport/core';
import type { Model, ValueInfo } from '@ganport/export';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { CliError } from './errors.ts';

/** In place of sizes that a model leaves open: the first axis is a batch, others are sides. */
const open = { first: 4, other: 32 };

/**
 * Draws an input tensor for each input. Floating-point numbers are uniform in the range that the
 * file's metadata give (`ganport.range.NAME`), else standard normal; labels are any of the classes
 * that the metadata name (`ganport.classes`), other integers and booleans 0 or 1, which are valid
 * indices of any table. Open sizes are multiples of what the metadata ask for (`ganport.multiple.SIZE`),
 * the same in all inputs.
 *
 * @throws CliError 'unsuitable-model' for element types that are not drawn
 */
export function drawInputs({ graph, metadata }: Model, seed: number): TensorMap {
  const sizes = new Map<string, number>();
  const sizeOf = (name: string, axis: number): number => {
    const multiple = Math.max(1, Number(metadata[`ganport.multiple.${name}`] ?? 1));
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
      const range = rangeOf(metadata, input.name);
      const whole = input.name === 'label' ? classCount(metadata) : 2;
      return [input.name, draw(input, dims, { range, whole }, keyed(seed, 'parity', 0, i))];
    }),
  );
}

/** How many classes the metadata name; 2, so that labels are 0 or 1, where they do not say. */
function classCount(metadata: Model['metadata']): number {
  try {
    const names: unknown = JSON.parse(metadata['ganport.classes'] ?? '');
    return Array.isArray(names) && names.length > 0 ? names.length : 2;
  } catch {
    return 2;
  }
}

/** The values that a file's metadata say an input or output has, lowest and highest. */
export function rangeOf(
  metadata: Model['metadata'],
  name: string,
): readonly [min: number, max: number] | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max ? [min, max] : undefined;
}

interface Law {
  readonly range: readonly [number, number] | undefined;
  /** Integers are 0 to below it. */
  readonly whole: number;
}

function draw(
  { name, dtype }: ValueInfo,
  dims: readonly number[],
  { range, whole }: Law,
  source: ReturnType<typeof keyed>,
): HostTensor {
  const values = new Float32Array(elementCount(dims));
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
