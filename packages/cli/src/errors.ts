/** What can go wrong in the command line itself; the packages beneath have errors of their own. */
export type CliErrorCode =
  /** Arguments that parse but make no sense. */
  | 'bad-argument'
  /** A file that is not there. */
  | 'not-found'
  /** A file that is there and is not what it should be. */
  | 'corrupt-file'
  /** A model that is whole and of a kind that this command cannot use. */
  | 'unsuitable-model'
  /** A set-up command could not finish. */
  | 'setup-failed';

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
