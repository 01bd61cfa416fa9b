/** What can be wrong with a model on the page. The message is the line that a visitor sees. */
export type PageErrorCode =
  /** What the page's address names as the model cannot be used. */
  | 'bad-address'
  /** The address has no file, or cannot be reached. */
  | 'model-missing'
  /** The bytes are no ONNX model. */
  | 'model-invalid'
  /** An ONNX model, but not a generator that turns noise into images. */
  | 'not-a-generator'
  /** Every provider refused. */
  | 'no-provider';

export class PageError extends Error {
  override readonly name = 'PageError';
  readonly code: PageErrorCode;

  constructor(code: PageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
