/** Operators that the interpreter computes itself, by their TensorFlow names. */
import { dataOperators } from './data-operators.ts';
import { dataflowOperators } from './dataflow.ts';
import { functionOperators } from './functions.ts';
import { listOperators } from './list-operators.ts';
import type { Frame, GraphValue } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { symbolicParameters } from './symbolic-parameters.ts';
import type { Ref, TfNode } from './topology.ts';

export interface Call {
  readonly node: TfNode;
  readonly inputs: readonly GraphValue[];
  readonly frame: Frame;
  /** How many outputs are used. */
  readonly count: number;
  readonly interpreter: Interpreter;
}

export interface Operator {
  /** What must be computed before, where it is not the node's inputs. */
  dependencies?(node: TfNode, frame: Frame): readonly Ref[];
  /** The outputs; undefined leaves the node to tfjs-converter. */
  compute(call: Call): readonly GraphValue[] | undefined;
}

export const operators: Readonly<Record<string, Operator>> = {
  ...dataflowOperators,
  ...dataOperators,
  ...functionOperators,
  ...listOperators,
  ...symbolicParameters,
};
