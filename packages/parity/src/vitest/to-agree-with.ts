/**
 * What `toAgreeWith` checks and how it reports: an ONNX file against its original on the runtimes of
 * this machine. Knows nothing of vitest.
 */
import { readModel, readModelFile, type Model } from '@ganport/graph';
import type { TensorMap } from '@ganport/runtime';
import { checkParity, type ParityReport, type ParityRow } from '../check-parity.ts';
import { drawInputs } from '../draw-inputs.ts';
import { ParityError } from '../errors.ts';
import { layersModelReference, type LayersModelLike } from '../layers-model.ts';
import type { Reference } from '../reference.ts';
import { parityCandidates, type RuntimeName } from '../runtimes/runtimes.ts';

export interface AgreementOptions {
  /** Largest absolute difference that passes; 1e-4 when not given. */
  readonly tolerance?: number;
  /**
   * Runtimes that must agree; one that is not on this machine is a failure. When not given, all
   * runtimes of this machine are compared and those that are not here are skipped.
   */
  readonly runtimes?: readonly RuntimeName[];
  /** Inputs by name; drawn for the shapes that the file declares when not given. */
  readonly inputs?: TensorMap;
}

export interface Agreement {
  readonly pass: boolean;
  /** For people: a line for each runtime. */
  readonly message: string;
}

/**
 * @param file the bytes of an ONNX file or its path
 * @param original a tfjs LayersModel, or a function from named host tensors to named host tensors
 * @throws ParityError `not-comparable`, GraphError for a file that cannot be read, and what the
 * original throws
 */
export async function agreement(
  file: Uint8Array | string,
  original: LayersModelLike | Reference,
  { tolerance = 1e-4, runtimes, inputs }: AgreementOptions = {},
): Promise<Agreement> {
  const candidates = parityCandidates(file).filter(
    (candidate) => !runtimes || runtimes.some((name) => name === nameOf(candidate)),
  );
  const report = await checkParity({
    reference: typeof original === 'function' ? original : layersModelReference(original),
    candidates,
    inputs: inputs ?? drawInputs(await read(file)),
    tolerance,
  });
  const isComplete = !runtimes || report.rows.every((row) => 'pass' in row);
  const pass = report.pass && isComplete;
  return { pass, message: messageOf(report, { pass, tolerance, isComplete }) };
}

async function read(file: unknown): Promise<Model> {
  if (typeof file === 'string') return readModelFile(file);
  if (file instanceof Uint8Array) return readModel(file);
  throw new ParityError(
    'not-comparable',
    `toAgreeWith: expected a path or a Uint8Array of an ONNX file, got ${typeof file}`,
  );
}

function nameOf({ runtime, provider }: { readonly runtime: string; readonly provider: string }) {
  return `${runtime} ${provider}`;
}

function messageOf(
  { rows }: ParityReport,
  { pass, tolerance, isComplete }: { pass: boolean; tolerance: number; isComplete: boolean },
): string {
  const isCompared = rows.some((row) => 'pass' in row);
  const verdict = pass
    ? `the ONNX file agrees with the original within ${tolerance}`
    : isCompared && isComplete
      ? `the ONNX file differs from the original by more than ${tolerance}`
      : 'the ONNX file was not compared with the original on every runtime that is asked for';
  return [verdict, ...rows.map((row) => `  ${nameOf(row)}: ${describe(row)}`)].join('\n');
}

function describe(row: ParityRow): string {
  if ('skipped' in row) return `skipped: ${row.skipped}`;
  if (row.failed !== undefined) return `failed: ${row.failed}`;
  if (!row.worst) return 'same';
  const { output, index, actual, expected } = row.worst;
  const place = `output ${output} at [${index.join(', ')}]: ${actual}, the original has ${expected}`;
  return `${row.pass ? 'same' : 'different'}: largest difference ${row.maxAbs.toExponential(2)}, ${place}`;
}
