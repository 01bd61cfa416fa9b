/**
 * Shows that runtimes compute what the original computes: the same inputs through a reference and
 * through every candidate, and how far apart the outputs are. A candidate that is not on this
 * machine is a row with the reason; one that fails is a row that did not pass.
 */
import { RuntimeError, type Session, type TensorMap } from '@ganport/runtime';
import { messageOf } from '@ganport/runtime/internal';
import { compareOutputs } from './compare-outputs.ts';
import type { Place } from './compare.ts';
import { ParityError } from './errors.ts';
import type { Reference } from './reference.ts';

export interface ParityCandidate {
  /** For people, for example `node` or `chromium`. */
  readonly runtime: string;
  readonly provider: string;
  /** Opens the candidate; it is disposed before the next is opened. */
  open(): Promise<Pick<Session, 'run' | 'dispose'>>;
}

export interface ComparedRow {
  readonly runtime: string;
  readonly provider: string;
  /** Over all outputs and elements; Infinity when something could not be compared. */
  readonly maxAbs: number;
  readonly meanAbs: number;
  readonly pass: boolean;
  /** Where the largest difference is; undefined when all elements are equal. */
  readonly worst?: Place & { readonly output: string };
  /** Why nothing was compared, although the runtime is here. */
  readonly failed?: string;
}

export interface SkippedRow {
  readonly runtime: string;
  readonly provider: string;
  /** Why the runtime is not on this machine. */
  readonly skipped: string;
}

export type ParityRow = ComparedRow | SkippedRow;

export interface ParityReport {
  readonly rows: readonly ParityRow[];
  /** True when something was compared and all of it passed. */
  readonly pass: boolean;
}

export interface ParityOptions {
  /** The original. Its outputs are the ones that are compared. */
  readonly reference: Reference;
  readonly candidates: readonly ParityCandidate[];
  readonly inputs: TensorMap;
  /** Largest absolute difference that passes. */
  readonly tolerance: number;
  /** Receives what each candidate computes, for those who keep it; the time is that of its first run. */
  readonly onOutputs?: ((computed: ComputedOutputs) => void) | undefined;
}

/** What a candidate computed. */
export interface ComputedOutputs {
  readonly runtime: string;
  readonly provider: string;
  readonly outputs: TensorMap;
  readonly milliseconds: number;
}

/** Codes that mean "not on this machine", as opposed to "does not compute this model". */
const absent: readonly string[] = ['no-provider', 'not-installed', 'no-chromium'];

/**
 * Runs the candidates one after the other.
 *
 * @throws what the reference throws; whatever a candidate throws becomes its row
 * @example
 * const { rows, pass } = await checkParity({
 *   reference: ({ x }) => original(x),
 *   candidates: parityCandidates('model.onnx'),
 *   inputs: { x: { dtype: 'float32', dims: [1, 2], data: Float32Array.of(1, 1) } },
 *   tolerance: 1e-4,
 * });
 */
export async function checkParity(options: ParityOptions): Promise<ParityReport> {
  const expected = await options.reference(options.inputs);
  const rows: ParityRow[] = [];
  for (const candidate of options.candidates) {
    rows.push(await check(candidate, expected, options));
  }
  const compared = rows.filter((row) => 'pass' in row);
  return { rows, pass: compared.length > 0 && compared.every(({ pass }) => pass) };
}

async function check(
  candidate: ParityCandidate,
  expected: TensorMap,
  { inputs, tolerance, onOutputs }: ParityOptions,
): Promise<ParityRow> {
  const { runtime, provider } = candidate;
  try {
    const session = await candidate.open();
    try {
      const start = performance.now();
      const outputs = await session.run(inputs, Object.keys(expected));
      onOutputs?.({ runtime, provider, outputs, milliseconds: performance.now() - start });
      const { maxAbs, meanAbs, worst } = compareOutputs(outputs, expected);
      const difference = { maxAbs, meanAbs, ...(worst && { worst }) };
      return { runtime, provider, ...difference, pass: maxAbs <= tolerance };
    } finally {
      await session.dispose();
    }
  } catch (thrown) {
    const reason = candidateReason(thrown);
    return isDeliberate(thrown) && absent.includes(thrown.code)
      ? { runtime, provider, skipped: reason }
      : { runtime, provider, maxAbs: Infinity, meanAbs: Infinity, pass: false, failed: reason };
  }
}

function isDeliberate(thrown: unknown): thrown is RuntimeError | ParityError {
  return thrown instanceof RuntimeError || thrown instanceof ParityError;
}

/** The reason alone, when a single provider was asked for. */
export function candidateReason(thrown: unknown): string {
  const refused = thrown instanceof RuntimeError ? thrown.refused : [];
  return (refused.length === 1 ? refused[0]?.reason : undefined) ?? messageOf(thrown);
}
