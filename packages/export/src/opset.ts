/** The operator sets that ganport writes, with the IR version that an ONNX file of each needs. */
import { ExportError } from './errors.ts';

/** onnx/onnx docs/Versioning.md. */
const irVersions: Readonly<Record<number, number>> = { 17: 8, 18: 8, 19: 9, 20: 9, 21: 10 };

export const defaultOpset = 18;

/** @throws ExportError for an operator set that ganport does not write. */
export function irVersionOf(opset: number): number {
  const version = irVersions[opset];
  if (version) return version;
  throw new ExportError(
    'bad-argument',
    `opset ${opset} is not supported: choose one of ${Object.keys(irVersions).join(', ')}`,
  );
}
