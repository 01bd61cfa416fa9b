/** Why a model or function cannot be exported: a code for programs and a line for people. */
export type ExportErrorCode =
  /** The function reads a value that is known only when the graph runs. */
  | 'value-read'
  /** tfjs kernels without an ONNX form. */
  | 'unsupported-kernel'
  /** A layer, or an option of one, without an ONNX form. */
  | 'unsupported-layer'
  /** A layer's own code fails, or tfjs refuses a node of a GraphModel. */
  | 'layer-failed'
  /** A size or a constant that cannot be made symbolic. */
  | 'fixed-dimension'
  /** Two copies of tfjs-core are loaded. */
  | 'duplicate-tfjs'
  /** A model whose graph is damaged: a node, a weight or a function is missing. */
  | 'bad-model'
  /** An argument with a wrong name, shape, type or range. */
  | 'bad-argument';

export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: ExportErrorCode;

  constructor(code: ExportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
