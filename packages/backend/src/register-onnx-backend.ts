/** Registers the onnx backend with tfjs. */
import { findBackendFactory, registerBackend } from '#tfjs-core';
import { registerRecordingKernels } from '@ganport/export/internal';
import { chooseProvider } from '#provider';
import type { Provider } from '@ganport/runtime';
import { convolutionsOn } from './convolutions.ts';
import { BackendError } from './errors.ts';
import { evaluatorOn } from './evaluation.ts';
import { registerHostRows } from './host-rows.ts';
import { OnnxBackend } from './onnx-backend.ts';

export interface OnnxBackendOptions {
  /**
   * Execution providers to try, in order; default: CUDA, then the CPU in Node, and WebGPU, then
   * WebAssembly in a page.
   */
  readonly providers?: readonly Provider[];
  readonly threads?: number;
}

const backendName = 'onnx';
let kernelsRegistered = false;

/**
 * Registers ONNX Runtime as the tfjs backend `onnx`; `await tf.setBackend('onnx')` then uses it, or
 * resolves to false and prints why no provider works. Operations are recorded, and run when a value is
 * read. On WebGPU in a page values are read with `await data()`, not with `dataSync()`. A kernel without
 * an ONNX form throws BackendError 'unsupported-kernel'.
 *
 * @throws BackendError 'bad-argument' when it is registered already
 * @example
 * registerOnnxBackend({ providers: ['cpu'] });
 * await tf.setBackend('onnx');
 * const y = await tf.tensor([1, 2]).square().data();
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  if (findBackendFactory(backendName)) {
    throw new BackendError(
      'bad-argument',
      `the backend ${backendName} is registered already; tf.removeBackend('${backendName}') first`,
    );
  }
  if (!kernelsRegistered) {
    registerRecordingKernels(backendName, ({ kernel }) => {
      throw new BackendError(
        'unsupported-kernel',
        `the tfjs kernel ${kernel} has no ONNX form yet: run this part on another tfjs backend`,
      );
    });
    registerHostRows(backendName);
    kernelsRegistered = true;
  }
  registerBackend(backendName, async () => {
    const chosen = await chooseProvider(options);
    return new OnnxBackend(evaluatorOn(chosen), convolutionsOn[chosen.provider]);
  });
}
