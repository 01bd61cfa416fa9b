/**
 * A lowering writes a tfjs kernel as ONNX nodes. This is the table of lowerings by kernel name; each of
 * the files beside it adds the kernels of one family.
 */
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import { ExportError } from '../errors.ts';

/** A kernel's inputs, with values instead of tensors. */
type ValuesOf<Inputs> = { [Name in keyof Inputs]: Value };

/** Records the nodes of a kernel and returns its result, or its results in order. */
export type Lowering<Inputs, Attributes> = (
  graph: GraphBuilder,
  inputs: ValuesOf<Inputs>,
  attributes: Attributes,
) => Value | readonly Value[];

type AnyLowering = Lowering<NamedTensorInfoMap, NamedAttrMap>;

const table = new Map<string, AnyLowering>();

/**
 * Adds the lowering of a kernel that ganport does not know, such as one that you have registered with
 * tf.registerKernel. The types are tfjs-core's own `XxxInputs` and `XxxAttrs`. Values have the shapes of
 * one recording: sizes that the nodes need must follow from them.
 *
 * @throws ExportError 'bad-argument' when the kernel has a lowering already
 * @example
 * defineLowering('Cube', (graph, { x }) => {
 *   const square = graph.op('Mul', [x, x], {}, x);
 *   return graph.op('Mul', [square, x], {}, x);
 * });
 */
export function defineLowering<Inputs = NamedTensorInfoMap, Attributes = object>(
  kernelName: string,
  lowering: Lowering<Inputs, Attributes>,
): void {
  if (table.has(kernelName)) {
    throw new ExportError('bad-argument', `the kernel ${kernelName} has a lowering already`);
  }
  table.set(kernelName, lowering as AnyLowering);
}

export function loweringOf(kernelName: string): AnyLowering | undefined {
  return table.get(kernelName);
}

/** The names of all kernels that have a lowering of real values. */
export function loweredKernels(): readonly string[] {
  return [...table.keys()];
}
