/** Which kernels of a backend run: its kernels are registered anew, each with a note of its call. */
import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

const called = new Set<string>();

export function traceKernels(backendName: string): void {
  for (const { kernelName, kernelFunc, ...config } of getKernelsForBackend(backendName)) {
    unregisterKernel(kernelName, backendName);
    registerKernel({
      ...config,
      kernelName,
      backendName,
      kernelFunc: (call) => {
        called.add(kernelName);
        return kernelFunc(call);
      },
    });
  }
}

/** The kernels that were called since this function was called last. */
export function takeKernels(): string[] {
  const kernels = [...called].toSorted();
  called.clear();
  return kernels;
}
