/**
 * A lowering writes a tfjs kernel as ONNX nodes. This is the table of lowerings by kernel name; each of
 * the files beside it adds the kernels of one family.
 */
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';

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
 * Adds a kernel's lowering. The types are tfjs-core's own `XxxInputs` and `XxxAttrs`.
 *
 * @throws Error when the kernel has a lowering already
 */
export function defineLowering<Inputs = NamedTensorInfoMap, Attributes = object>(
  kernelName: string,
  lowering: Lowering<Inputs, Attributes>,
): void {
  if (table.has(kernelName)) throw new Error(`${kernelName} has two lowerings`);
  table.set(kernelName, lowering as AnyLowering);
}

export function loweringOf(kernelName: string): AnyLowering | undefined {
  return table.get(kernelName);
}

export function loweredKernels(): readonly string[] {
  return [...table.keys()].toSorted();
}
