/** Inputs that a caller gives, against what a model declares: names, element types, shapes. */
import type { ValueInfo } from '@ganport/graph';
import type { TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';

/**
 * @returns the open sizes that the given inputs have, by name
 * @throws ParityError `bad-argument`, with the name of the input, for one that does not fit
 */
export function checkGiven(inputs: readonly ValueInfo[], given: TensorMap): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const [name, { dtype, dims }] of Object.entries(given)) {
    const declared = inputs.find((input) => input.name === name);
    if (!declared) {
      const names = inputs.map((input) => input.name).join(', ') || 'none';
      throw bad(`input ${name}: the model has no such input; it has ${names}`);
    }
    const wanted = `${declared.dtype}[${declared.shape.join(', ')}]`;
    const got = `${dtype}[${dims.join(', ')}]`;
    const fits =
      dtype === declared.dtype &&
      dims.length === declared.shape.length &&
      declared.shape.every((size, axis) => typeof size === 'string' || size === dims[axis]);
    if (!fits) throw bad(`input ${name}: is ${got}, the model takes ${wanted}`);
    for (const [axis, size] of declared.shape.entries()) {
      const own = dims[axis] ?? 0;
      if (typeof size === 'number') continue;
      const known = Object.hasOwn(sizes, size) ? sizes[size] : undefined;
      if (known !== undefined && known !== own) {
        throw bad(
          `input ${name}: is ${got}, but ${size} is ${known} in another place; the model takes ${wanted}`,
        );
      }
      sizes[size] = own;
    }
  }
  return sizes;
}

function bad(message: string): ParityError {
  return new ParityError('bad-argument', message);
}
