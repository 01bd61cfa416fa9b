/** Inputs to compare runtimes on: for every input of a model, numbers like those it is made for. */
import { fillNormal, fillUniform, keyed } from '@ganport/core';
import type { Model, ValueInfo } from '@ganport/export';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { CliError } from './errors.ts';

/** In place of sizes that a model leaves open: the first axis is a batch, others are sides. */
const open = { first: 4, other: 32 };

/**
 * Draws an input tensor for each input. Floating-point numbers are uniform in the range that the
 * file's metadata give (`ganport.range.NAME`), else standard normal; integers and booleans are 0 or
 * 1, which are valid indices of any table.
 *
 * @throws CliError 'unsuitable-model' for element types that are not drawn
 */
export function drawInputs({ graph, metadata }: Model, seed: number): TensorMap {
  return Object.fromEntries(
    graph.inputs.map((input, i) => [
      input.name,
      draw(input, rangeOf(metadata, input.name), keyed(seed, 'parity', 0, i)),
    ]),
  );
}

/** The values that a file's metadata say an input or output has, lowest and highest. */
export function rangeOf(
  metadata: Model['metadata'],
  name: string,
): readonly [min: number, max: number] | undefined {
  const [min = NaN, max = NaN] = metadata[`ganport.range.${name}`]?.split(' ').map(Number) ?? [];
  return min < max ? [min, max] : undefined;
}

function draw(
  { name, dtype, shape }: ValueInfo,
  range: readonly [number, number] | undefined,
  source: ReturnType<typeof keyed>,
): HostTensor {
  const dims = shape.map((size, axis) => {
    if (typeof size === 'number') return size;
    return axis === 0 ? open.first : open.other;
  });
  const values = new Float32Array(elementCount(dims));
  if (dtype === 'float32') {
    if (range) fillUniform(source, values, ...range);
    else fillNormal(source, values);
    return { dtype, dims, data: values };
  }
  fillUniform(source, values, 0, 2);
  if (dtype === 'int32') return { dtype, dims, data: Int32Array.from(values) };
  if (dtype === 'bool') return { dtype, dims, data: Uint8Array.from(values) };
  const message = `input ${name} is ${dtype}; only float32, int32 and bool, which tfjs has, are compared`;
  throw new CliError('unsuitable-model', message);
}
