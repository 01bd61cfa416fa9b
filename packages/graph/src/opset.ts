/**
 * The operator sets that ganport writes, with the IR version that an ONNX file of each needs: from the
 * first in which axes of Squeeze and ReduceSum are inputs to the last that ONNX Runtime 1.30 reads.
 */
import { GraphError } from './errors.ts';

/** onnx/onnx docs/Versioning.md. */
const irVersions: Readonly<Record<number, number>> = {
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
  22: 10,
  23: 11,
  24: 12,
  25: 13,
  26: 13,
};

export const supportedOpsets: readonly number[] = Object.keys(irVersions).map(Number);

export const defaultOpset = 18;

/** @throws GraphError 'bad-argument' for an operator set that ganport does not write */
export function irVersionOf(opset: number): number {
  const version = irVersions[opset];
  if (version) return version;
  throw new GraphError('bad-argument', `opset ${opset} is not one of ${opsetRange}`);
}

/** For messages: the first and the last. */
export const opsetRange = `${supportedOpsets.at(0)} to ${supportedOpsets.at(-1)}`;
