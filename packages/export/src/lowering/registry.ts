/**
 * A lowering says what a tfjs kernel is in ONNX. This table of them, by kernel name, is filled by
 * the files beside it, one family each.
 */
import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';

/** A kernel's inputs with values in the place of tensors. */
type ValuesOf<Inputs> = { [Name in keyof Inputs]: Value };

/** One value, several, or null: not in this case, leave it to the general lowering. */
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
 * @throws Error when the kernel has one already: two files would define the same thing.
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
