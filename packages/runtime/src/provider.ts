/** Names for where ONNX Runtime computes, and for why it does not compute there. */

/**
 * ONNX Runtime's execution providers that ganport knows. `cpu` is Node's, `wasm` the browser's; `server` is
 * whatever a server of the Open Inference Protocol computes with.
 */
export type Provider = 'cpu' | 'cuda' | 'webgpu' | 'wasm' | 'server';

/** A provider that was asked for before the one that runs, and why it does not run here. */
export interface Refusal {
  readonly provider: Provider;
  readonly reason: string;
}
