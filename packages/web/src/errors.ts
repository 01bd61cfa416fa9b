/**
 * The error class of this package. Its message is one line that a visitor of a page can read: what is
 * wrong, where, and what to do. Its code is for programs.
 */
export type WebErrorCode =
  /** An option or an attribute that makes no sense. */
  | 'bad-argument'
  /** The address has no file, or cannot be reached. */
  | 'not-found'
  /** The download broke off, or its bytes are not those that were expected. */
  | 'damaged'
  /** The bytes are no ONNX model. */
  | 'invalid-model'
  /** An ONNX model that neither makes images of noise nor of images. */
  | 'unsuitable-model'
  /** A picture that cannot be read, or is too large. */
  | 'bad-picture'
  /** ONNX Runtime is not there, or no provider of it runs here. */
  | 'no-provider'
  /** ONNX Runtime failed while computing. */
  | 'run-failed'
  /** The worker or the graphics device has ended. */
  | 'lost';

/**
 * Thrown by @ganport/web for every failure that the caller can act on.
 *
 * @example
 * try {
 *   await generate('generator.onnx', { count: 25, seed: 1 });
 * } catch (error) {
 *   if (error instanceof WebError) console.error(error.code, error.message);
 * }
 */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly code: WebErrorCode;

  constructor(code: WebErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The first line of the message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0]?.trim() ?? '';
}

/** Checks what a caller gave. @throws WebError 'bad-argument' */
export function check(name: string, value: unknown, holds: boolean, rule: string): void {
  if (!holds) throw new WebError('bad-argument', `${name}: must be ${rule}, got ${String(value)}`);
}
