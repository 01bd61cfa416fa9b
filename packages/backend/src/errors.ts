/** The one error class of this package: between a tfjs program and the session that runs it. */
export type BackendErrorCode =
  /** An argument of the wrong type or value. */
  | 'bad-argument'
  /** Used after dispose(). */
  | 'disposed'
  /** A tfjs kernel without an ONNX form. */
  | 'unsupported-kernel'
  /** A value was read synchronously that ONNX Runtime computes later. */
  | 'not-synchronous';

export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;

  constructor(code: BackendErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
