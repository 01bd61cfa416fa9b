/** What the interpreter hands to an operator that it computes itself. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { ExportError } from '../errors.ts';
import { type Frame, type GraphValue, isTensor } from './frame.ts';
import type { Ref, TfNode, Topology } from './topology.ts';

/** Where the nodes' results go, and where weights come from. */
export interface Host {
  /** The weight of a Const node. */
  weight(name: string): Tensor;
  /** How many iterations of a loop are unrolled at most. */
  readonly mostUnrolled: number;
  /** The scopes that are open, outermost first, joined by `/`. */
  readonly scope: string;
  /** Runs `body` with a node's name as the scope of what it records. */
  inScope<T>(name: string, body: () => T): T;
}

/** Computes nodes; interpreter.ts implements it. */
export interface Evaluator {
  readonly topology: Topology;
  readonly host: Host;
  /** The values of `refs`, computed in `frame` where it does not have them yet. */
  run(refs: readonly Ref[], frame: Frame): GraphValue[];
}

export interface Call {
  readonly node: TfNode;
  readonly inputs: readonly GraphValue[];
  readonly frame: Frame;
  /** How many outputs are used. */
  readonly count: number;
  readonly interpreter: Evaluator;
}

export interface Operator {
  /** What must be computed before, where it is not the node's inputs. */
  dependencies?(node: TfNode, frame: Frame): readonly Ref[];
  /** The outputs; undefined leaves the node to tfjs-converter. */
  compute(call: Call): readonly GraphValue[] | undefined;
}

/** An input that must be a tensor. */
export function tensorAt({ node, inputs }: Call, index: number): Tensor {
  const value = inputs[index];
  if (isTensor(value)) return value;
  throw new ExportError('bad-model', `input ${index} of ${node.op} ${node.name} is no tensor`);
}

/** An integer attribute of a node. */
export function intAttribute({ node }: Call, name: string, otherwise: number): number {
  const attribute = node.def.attr?.[name];
  if (attribute?.b !== undefined) return Number(attribute.b);
  return Number(attribute?.i ?? otherwise);
}

/**
 * The scope that names an output of a loop or a branch. What is recorded inside has the node's own scope, so
 * that the two are not mixed up.
 *
 * @param other another node beside this one, in its place
 */
export function outputScope(
  { node, interpreter }: Call,
  output: number,
  other: string = node.name,
): string {
  const { scope } = interpreter.host;
  return `${scope.slice(0, scope.length - node.name.length)}${outputName(other, output)}`;
}

/** Operators whose results are named by `outputScope`. */
export const isControlFlow = (op: string): boolean =>
  /^(Exit|Merge|(Stateless)?(While|If))$/.test(op);

/** `node:output`, as TensorFlow names outputs. */
export const outputName = (node: string, output: number): string => `${node}:${output}`;
