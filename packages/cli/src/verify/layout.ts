/** Originals compute images as NHWC; a file may have them as NCHW. */
import type { OnnxModel } from '@ganport/graph';
import type { Reference } from '@ganport/parity';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** The reference with inputs and outputs in the layouts that the file's metadata name. */
export function inLayoutOf(onnx: OnnxModel, reference: Reference): Reference {
  const isChannelsFirst = (name: string) => onnx.metadata[`ganport.layout.${name}`] === 'NCHW';
  const map = (tensors: TensorMap, perm: readonly number[]): TensorMap =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        isChannelsFirst(name) ? transposed(tensor, perm) : tensor,
      ]),
    );
  const toOriginal = (inputs: TensorMap) => map(inputs, [0, 2, 3, 1]);
  const { layers } = reference;
  return Object.assign(
    async (inputs: TensorMap) => map(await reference(toOriginal(inputs)), [0, 3, 1, 2]),
    // The values inside a file have the layout of their nodes, so that layers are left as they are.
    layers && { layers: (inputs: TensorMap) => layers(toOriginal(inputs)) },
  );
}

/** A tensor with its axes in another order. */
function transposed(tensor: HostTensor, perm: readonly number[]): HostTensor {
  const { dims, data } = tensor;
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = perm.map((axis) => dims[axis] ?? 1);
  const steps = perm.map((axis) => strides[axis] ?? 1);
  const result = data.slice();
  const [n = 1, a = 1, b = 1, c = 1] = sizes;
  const [ofN = 0, ofA = 0, ofB = 0, ofC = 0] = steps;
  let at = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < a; j++)
      for (let k = 0; k < b; k++)
        for (let l = 0; l < c; l++)
          result[at++] = data[i * ofN + j * ofA + k * ofB + l * ofC] as never;
  return { ...tensor, dims: sizes, data: result };
}
