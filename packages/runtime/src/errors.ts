/**
 * The one error class of this package. Its `code` says which kind of thing went wrong, so that
 * callers branch on the code and not on the message, which is one line for people.
 */
import type { Refusal } from './provider.ts';

export type RuntimeErrorCode =
  /** Every provider that was asked for is unavailable. */
  | 'no-provider'
  /** The file or URL does not exist or cannot be read. */
  | 'model-not-found'
  /** The bytes are not a model that ONNX Runtime accepts. */
  | 'invalid-model'
  /** A feed, fetch or state tensor has the wrong name, dtype or shape. */
  | 'invalid-feed'
  /** ONNX Runtime failed while computing. */
  | 'run-failed'
  /** The session was used after dispose(). */
  | 'disposed'
  /** The thread, process or page that ran the session died. */
  | 'crashed'
  /** The session computed for longer than it may, and was stopped. */
  | 'time-limit'
  /** The session took more memory than it may, and was stopped. */
  | 'memory-limit'
  /** An option makes no sense. */
  | 'invalid-option'
  /** onnxruntime-node or onnxruntime-web is not installed, or does not load. */
  | 'not-installed';

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;
  /** With `no-provider`: each provider that was tried and why it does not run here. */
  readonly refused: readonly Refusal[];

  constructor(
    code: RuntimeErrorCode,
    message: string,
    { refused = [], ...options }: { cause?: unknown; refused?: readonly Refusal[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.refused = refused;
  }
}

/** The first line of the message of whatever was thrown, to quote in another message. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0]?.trim() ?? '';
}

/** Whether the thread, process or page of a session is gone, so that nothing is left to free. */
export function isGone(thrown: unknown): boolean {
  return (
    thrown instanceof RuntimeError &&
    ['crashed', 'time-limit', 'memory-limit'].includes(thrown.code)
  );
}
