/** Registers the onnx backend with tfjs. */
import { findBackendFactory, registerBackend } from '#tfjs-core';
import { registerRecordingKernels } from '@ganport/export/internal';
import { chooseProvider } from '#provider';
import type { Provider } from '@ganport/runtime';
import { convolutionsOn } from './convolutions.ts';
import { BackendError } from './errors.ts';
import { evaluatorOn } from './evaluation.ts';
import { registerHostRows } from './host-rows.ts';
import { maxHostWork as usualHostWork } from './host-work.ts';
import { OnnxBackend } from './onnx-backend.ts';

export interface OnnxBackendOptions {
  /**
   * Execution providers to try, in order; default: CUDA, then the CPU in Node, and WebGPU, then
   * WebAssembly in a page.
   */
  readonly providers?: readonly Provider[];
  readonly threads?: number;
  /**
   * Whether tfjs's own kernels compute what has few numbers, which is faster; default: true. With false,
   * ONNX Runtime computes all that has an ONNX form.
   */
  readonly smallOnHost?: boolean;
}

const backendName = 'onnx';
let kernelsRegistered = false;
let registeredOptions: string | undefined;

/**
 * Registers ONNX Runtime as the tfjs backend `onnx`; `await tf.setBackend('onnx')` then uses it, or
 * resolves to false and prints why no provider works. Operations are recorded, and run when a value is
 * read. On WebGPU in a page values are read with `await data()`, not with `dataSync()`. tfjs's own kernels
 * compute what is small and what has no ONNX form. Registering it again with the same options does nothing.
 *
 * @throws BackendError 'bad-argument' when it is registered with other options
 * @example
 * registerOnnxBackend({ providers: ['cpu'] });
 * await tf.setBackend('onnx');
 * const y = await tf.tensor([1, 2]).square().data();
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  const given = JSON.stringify(options);
  if (findBackendFactory(backendName)) {
    if (given === registeredOptions) return;
    throw new BackendError(
      'bad-argument',
      `the backend ${backendName} is registered already with the options ${registeredOptions}; ` +
        `tf.removeBackend('${backendName}') first`,
    );
  }
  registeredOptions = given;
  if (!kernelsRegistered) {
    registerRecordingKernels(backendName, ({ kernel }) => {
      throw new BackendError(
        'unsupported-kernel',
        `the tfjs kernel ${kernel} has no ONNX form, and the numbers of its inputs come later: ` +
          "await data() of the inputs first, or registerOnnxBackend({ providers: ['wasm'] })",
      );
    });
    registerHostRows(backendName);
    kernelsRegistered = true;
  }
  registerBackend(backendName, async () => {
    const chosen = await chooseProvider(options);
    const maxHostWork = options.smallOnHost === false ? 0 : usualHostWork;
    return new OnnxBackend(evaluatorOn(chosen), convolutionsOn[chosen.provider], maxHostWork);
  });
}
