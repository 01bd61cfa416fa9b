/** The operator sets that ganport writes, with the IR version that an ONNX file of each needs. */
import { GraphError } from './errors.ts';

/** onnx/onnx docs/Versioning.md. */
const irVersions: Readonly<Record<number, number>> = { 17: 8, 18: 8, 19: 9, 20: 9, 21: 10 };

export const supportedOpsets: readonly number[] = Object.keys(irVersions).map(Number);

export const defaultOpset = 18;

/** @throws GraphError 'bad-argument' for an operator set that ganport does not write */
export function irVersionOf(opset: number): number {
  const version = irVersions[opset];
  if (version) return version;
  throw new GraphError(
    'bad-argument',
    `opset ${opset} is not one of ${supportedOpsets.join(', ')}`,
  );
}
