/** The error class of @ganport/studio. Its message is one line: what is wrong, where, what to do. */

export type StudioErrorCode =
  /** A request that asks for something impossible. */
  | 'bad-request'
  /** A run or a page that does not exist. */
  | 'not-found'
  /** A run that is in the wrong state for what is asked. */
  | 'conflict'
  /** A port that another program uses. */
  | 'port-in-use';

/** Thrown by @ganport/studio for every failure that a caller can act on. */
export class StudioError extends Error {
  override readonly name = 'StudioError';
  readonly code: StudioErrorCode;

  constructor(code: StudioErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
