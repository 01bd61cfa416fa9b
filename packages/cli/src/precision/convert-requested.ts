/** The conversion that a command's flags ask for, with what it prints. */
import type { OnnxModel } from '@ganport/graph';
import { note } from '../terminal.ts';
import { untrusted, type UntrustedOptions } from '../untrusted.ts';
import type { PrecisionRequest } from './flags.ts';

interface Requested {
  readonly onnx: OnnxModel;
  /** The loss against the float32 file, once the new one is written; undefined without a conversion. */
  report(path: string): Promise<{ readonly table: string; readonly data: object } | undefined>;
}

/** @throws as convertPrecision */
export async function convertRequested(
  onnx: OnnxModel,
  request: PrecisionRequest | undefined,
  { timeLimit, memoryLimit }: UntrustedOptions,
): Promise<Requested> {
  if (request === undefined) return { onnx, report: () => Promise.resolve(undefined) };
  // Calibration reads images, which takes a while to load.
  const { convertPrecision } = await import('./convert.ts');
  const { keptLines, lossData, lossTable } = await import('./report.ts');
  const { fileBytes } = await import('./trial-session.ts');
  const options = await untrusted({ timeLimit, memoryLimit });
  const converted = await convertPrecision(onnx, request, options);
  for (const line of keptLines(converted)) note(line);
  return {
    onnx: converted.model,
    async report(path) {
      const bytes = await fileBytes(path);
      return { table: lossTable(converted, bytes), data: lossData(converted, bytes) };
    },
  };
}
