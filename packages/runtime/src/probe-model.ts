/**
 * The smallest model that shows whether a provider computes: `y = x · w + b`, run once.
 * When a session cannot be created, the probe tells a provider that does not work here from a broken
 * model, because the probe is known to be good.
 */
import { encodeModel } from './onnx-bytes.ts';
import { hostTensor, type TensorMap } from './tensor.ts';

export const probeModel: Uint8Array = encodeModel({
  inputs: [{ name: 'x', dtype: 'float32', dims: [1, 2] }],
  outputs: [{ name: 'y', dtype: 'float32', dims: [1, 2] }],
  nodes: [
    { op: 'MatMul', inputs: ['x', 'w'], outputs: ['product'] },
    { op: 'Add', inputs: ['product', 'b'], outputs: ['y'] },
  ],
  constants: {
    w: hostTensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]),
    b: hostTensor('float32', Float32Array.of(10, 20), [2]),
  },
});

export const probeInputs: TensorMap = {
  x: hostTensor('float32', Float32Array.of(1, 1), [1, 2]),
};

/** (1 1) · ((1 2) (3 4)) + (10 20) */
export const probeOutput: readonly number[] = [14, 26];

/** Whether a provider computed the output `y` right. */
export function isProbeOutput(y: { readonly data: ArrayLike<unknown> } | undefined): boolean {
  return probeOutput.every((value, i) => y?.data[i] === value);
}
