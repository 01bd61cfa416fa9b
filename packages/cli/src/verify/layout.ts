/** Originals compute images as NHWC; a file may have them as NCHW. */
import type { Constant, OnnxModel } from '@ganport/graph';
import { transposed } from '@ganport/graph/internal';
import type { Reference } from '@ganport/parity';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** The reference with inputs and outputs in the layouts that the file's metadata name. */
export function inLayoutOf(onnx: OnnxModel, reference: Reference): Reference {
  const isChannelsFirst = (name: string) => onnx.metadata[`ganport.layout.${name}`] === 'NCHW';
  const map = (tensors: TensorMap, perm: readonly number[]): TensorMap =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        isChannelsFirst(name) ? permuted(tensor, perm) : tensor,
      ]),
    );
  const toOriginal = (inputs: TensorMap) => map(inputs, [0, 2, 3, 1]);
  const { layers } = reference;
  return Object.assign(
    async (inputs: TensorMap) => map(await reference(toOriginal(inputs)), [0, 3, 1, 2]),
    // The values inside a file have the layout of their nodes, so that layers are left as they are.
    layers && {
      layers: (inputs: TensorMap, wanted?: ReadonlySet<string>) =>
        layers(toOriginal(inputs), wanted),
    },
  );
}

/** A tensor with its axes in another order. */
function permuted({ dtype, dims, data }: HostTensor, perm: readonly number[]): HostTensor {
  // Images are of types that graphs have constants of.
  const constant = { dtype, shape: dims, data } as Constant;
  const result = transposed(constant, perm);
  return { dtype, dims: result.shape, data: result.data };
}
