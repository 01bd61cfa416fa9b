/**
 * Adds the matcher `toAgreeWith` to vitest's `expect`.
 *
 * @module
 * @example
 * import '@ganport/parity/vitest';
 *
 * test('the file computes what the model computes', async () => {
 *   await expect('model.onnx').toAgreeWith(model, { tolerance: 1e-5 });
 * });
 */
import { expect } from 'vitest';
import type { Reference } from '../reference.ts';
import type { LayersModelLike } from '../layers-model.ts';
import { agreement, type AgreementOptions } from './to-agree-with.ts';

export type { Reference } from '../reference.ts';
export type { LayersModelLike } from '../layers-model.ts';
export type { RuntimeName } from '../runtimes/runtimes.ts';
export type { TensorLike } from '../tfjs-tensors.ts';
export type { AgreementOptions } from './to-agree-with.ts';

interface ParityMatchers {
  /**
   * The ONNX file that is expected (its bytes or path) computes what `original` computes, on every
   * runtime of this machine or on those that `options.runtimes` names.
   *
   * @param original a tfjs LayersModel, or a function from named host tensors to named host tensors
   * @throws what the original throws; GraphError for a file that cannot be read
   */
  toAgreeWith(original: LayersModelLike | Reference, options?: AgreementOptions): Promise<void>;
}

declare module 'vitest' {
  // vitest's own declaration: the type parameters of merged interfaces must be the same.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends ParityMatchers {}
}

expect.extend({
  async toAgreeWith(
    received: Uint8Array | string,
    original: LayersModelLike | Reference,
    options?: AgreementOptions,
  ) {
    const { pass, message } = await agreement(received, original, options);
    return { pass, message: () => message };
  },
});
