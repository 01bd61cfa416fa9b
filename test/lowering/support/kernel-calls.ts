/**
 * The kernels that a function calls, with types and attributes: the function runs on a copy of tfjs's cpu
 * backend whose kernels record their calls.
 */
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { toTensor, type Numbers } from './numbers.ts';
import type { CaseFunction, Inputs } from './compute.ts';

export interface KernelCall {
  readonly kernel: string;
  readonly attributes: tf.NamedAttrMap;
  /** Kernels of a list of tensors have '0', '1' … */
  readonly inputs: Readonly<Record<string, Pick<Numbers, 'dtype' | 'shape'>>>;
  readonly isList: boolean;
}

const backendName = 'ganport-kernel-calls';
let calls: KernelCall[] = [];
let registered = false;

function register(): void {
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const all = Object.values(inputs);
        // A graph has no complex inputs, so such a call cannot be traced alone.
        const isComplex =
          kernelName === 'Complex' || all.some((info) => info?.dtype === 'complex64');
        if (isComplex || attrs?.['dtype'] === 'complex64') {
          return kernelFunc({ inputs, attrs: attrs ?? {}, backend });
        }
        const types = Object.entries(inputs).flatMap(([name, info]) =>
          info
            ? [[name, { dtype: info.dtype as Numbers['dtype'], shape: info.shape }] as const]
            : [],
        );
        calls.push({
          kernel: kernelName,
          attributes: { ...attrs },
          inputs: Object.fromEntries(types),
          isList: Array.isArray(inputs),
        });
        return kernelFunc({ inputs, attrs: attrs ?? {}, backend });
      },
    });
  }
  tf.registerBackend(backendName, () => new MathBackendCPU());
  registered = true;
}

export function kernelCalls(inputs: Inputs, fn: CaseFunction): readonly KernelCall[] {
  if (!registered) register();
  calls = [];
  void tf.setBackend(backendName);
  tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, numbers]) => [name, toTensor(numbers)]);
    fn(Object.fromEntries(tensors));
  });
  void tf.setBackend('cpu');
  return calls;
}
