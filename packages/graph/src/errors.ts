/** What is wrong with a graph or an ONNX file: a code for programs and a line for people. */
export type GraphErrorCode =
  /** An argument that does not fit. */
  | 'bad-argument'
  /** Bytes that are not an ONNX model, or not one that ganport reads. */
  | 'bad-model'
  /** Reading or writing a file failed. */
  | 'file';

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly code: GraphErrorCode;

  constructor(code: GraphErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
