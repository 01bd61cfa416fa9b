/**
 * The one error class of this package. What a session of any runtime throws is `@ganport/runtime`'s
 * RuntimeError; these are the errors of comparing, and of the browser that is compared in.
 */
export type ParityErrorCode =
  /** An argument, such as a given input, that does not fit. */
  | 'bad-argument'
  /** A parity bundle that is damaged, or something else. */
  | 'bad-bundle'
  /** No Chromium on this machine, or it does not start. */
  | 'no-chromium'
  /** Two tensors cannot be compared. */
  | 'not-comparable';

export class ParityError extends Error {
  override readonly name = 'ParityError';
  readonly code: ParityErrorCode;

  constructor(code: ParityErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
