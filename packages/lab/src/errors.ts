/**
 * The one error class of @ganport/lab. Its message says on one line what was wrong, where, and what
 * to do; its code is for programs.
 */

/** What went wrong, for programs. A new kind of failure adds its line here. */
export type LabErrorCode =
  /** An argument or option that makes no sense. */
  | 'bad-argument'
  /** A configuration that does not fit itself, its run folder or its checkpoint. */
  | 'bad-config'
  /** A file or folder that is not there. */
  | 'not-found'
  /** A file that is there and cannot be what its name says (truncated, wrong magic, bad checksum). */
  | 'corrupt-file'
  /** Data that are whole and do not fit: image sizes, label counts, batch sizes, tensor shapes. */
  | 'data-mismatch'
  /** A file or folder that could not be written: permissions, full disk, a file in the way. */
  | 'cannot-write'
  /** A run folder that already holds another run. */
  | 'run-exists'
  /** A folder for a new run that holds files already. */
  | 'not-empty'
  /** NaN or infinity during training. */
  | 'not-finite'
  /** A package, backend or provider that this machine does not have. */
  | 'unavailable';

/** Thrown by everything in @ganport/lab that fails for a reason its caller can act on. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
