/** The functions of TensorFlow and Keras that layers of a model may be. */
import { elementwiseFunctions } from './elementwise.ts';
import type { FunctionTable, KerasFunction } from './function.ts';
import { productFunctions } from './products.ts';
import { reductionFunctions } from './reductions.ts';
import { shapeFunctions } from './shapes.ts';

const functions: FunctionTable = {
  ...elementwiseFunctions,
  ...reductionFunctions,
  ...productFunctions,
  ...shapeFunctions,
};

/** @param name as functionName returns it */
export function kerasFunction(name: string): KerasFunction | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}

/** `compat.v1.transpose` and `math.reduce_mean` of Keras 2 as the tables have them. */
export function functionName(path: string): string {
  return path.split('.').at(-1) ?? path;
}

/** Operations of Keras 3 that differ from TensorFlow's of that name. */
const operations: Readonly<Record<string, string>> = { Split: 'split_at', Einsum: 'einsum_of' };

/** The class of an operation of Keras 3: `ExpandDims` is expand_dims. */
export function operationName(className: string): string {
  const snake = className.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  return Object.hasOwn(operations, className) ? (operations[className] as string) : snake;
}
