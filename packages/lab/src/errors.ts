/**
 * The one error class of @ganport/lab. Its message is one line: what is wrong, where, and what to
 * do. Its code is for programs.
 */

/** What went wrong, for programs. A new kind of failure adds its line here. */
export type LabErrorCode =
  /** An invalid argument or option. */
  | 'bad-argument'
  /** A configuration that contradicts itself, its run folder or its checkpoint. */
  | 'bad-config'
  /** A file or folder that does not exist or cannot be read. */
  | 'not-found'
  /** A file that is truncated, damaged or of another format. */
  | 'corrupt-file'
  /** Valid data that do not fit: image sizes, label counts, batch sizes, tensor shapes. */
  | 'data-mismatch'
  /** A file or folder that cannot be written: permissions, a full disk, a file in the way. */
  | 'cannot-write'
  /** A run folder that already holds another run. */
  | 'run-exists'
  /** A folder for a new run that holds files already. */
  | 'not-empty'
  /** A folder in which another process works. */
  | 'in-use'
  /** NaN or infinity during training. */
  | 'not-finite'
  /** A package, backend or provider that is missing on this machine. */
  | 'unavailable';

/** Thrown for every failure that a caller can act on. */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of a thrown value. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
