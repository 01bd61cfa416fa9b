/**
 * The error class of @ganport/core. The message is one line: what is wrong, where, and what to do. The
 * code is for programs.
 */

/** The kind of a failure, for programs. A new kind is a line here. */
export type CoreErrorCode =
  /** A wrong argument or setting (a negative step, an unknown network). */
  | 'bad-argument'
  /** A configuration that does not fit the run or the checkpoint that it continues. */
  | 'bad-config'
  /** Bytes that are not what they should be (truncated, wrong format, wrong checksum). */
  | 'corrupt-file'
  /** Valid data that do not fit: sizes of images, labels, batch sizes, shapes of tensors. */
  | 'data-mismatch'
  /** A NaN or an infinity during training. */
  | 'not-finite'
  /** Workers of a training have ended, or cannot compute. */
  | 'workers-lost';

/**
 * Thrown by @ganport/core for every failure that the caller can act on.
 *
 * @example
 * try {
 *   createPlan({ variant: 'dcgan', steps: -1 });
 * } catch (error) {
 *   if (error instanceof CoreError) console.error(error.code, error.message);
 * }
 */
export class CoreError extends Error {
  override readonly name = 'CoreError';
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of a thrown value. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
