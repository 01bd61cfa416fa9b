/** The one error class of this package: what a user of the server, or of its configuration, did wrong. */
export type ServeErrorCode =
  /** An option, a name or an address that does not fit. */
  | 'bad-argument'
  /** A model that cannot be served, or not in this way. */
  | 'unsuitable-model'
  /** The address is taken or not of this machine. */
  | 'cannot-listen';

export class ServeError extends Error {
  override readonly name = 'ServeError';
  readonly code: ServeErrorCode;

  constructor(code: ServeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
