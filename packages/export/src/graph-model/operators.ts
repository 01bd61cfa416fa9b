/** Operators that the interpreter computes itself, by their TensorFlow names. */
import { computedResizes } from './computed-resize.ts';
import { dataOperators } from './data-operators.ts';
import { dataflowOperators } from './dataflow.ts';
import { functionOperators } from './functions.ts';
import { hashTableOperators } from './hash-tables.ts';
import { listOperators } from './list-operators.ts';
import type { Operator } from './operator.ts';
import { sparseOperators } from './sparse-operators.ts';
import { symbolicParameters } from './symbolic-parameters.ts';
import { textOperators } from './text-operators.ts';

export const operators: Readonly<Record<string, Operator>> = {
  ...computedResizes,
  ...dataflowOperators,
  ...dataOperators,
  ...functionOperators,
  ...hashTableOperators,
  ...listOperators,
  ...sparseOperators,
  ...symbolicParameters,
  ...textOperators,
};
