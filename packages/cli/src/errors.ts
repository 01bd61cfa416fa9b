/** The errors of the command line itself; the packages below have their own. */
export type CliErrorCode =
  /** Arguments that contradict each other. */
  | 'bad-argument'
  /** A file that does not exist. */
  | 'not-found'
  /** A file that is damaged or of another format. */
  | 'corrupt-file'
  /** A valid model that this command cannot use. */
  | 'unsuitable-model'
  /** A file that does not compute what its original computes. */
  | 'differs'
  /** A set-up command that failed. */
  | 'setup-failed';

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
