/**
 * Originals compute images as NHWC, from floating-point numbers; a file may take them as NCHW or as
 * bytes, and have inputs as constants. Its metadata say so.
 */
import type { Constant, Model } from '@ganport/graph';
import { constantInputsOf, transposed } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Reference } from './reference.ts';

/**
 * The original as a function of a file's inputs, with the file's outputs: images of `ganport.layout.NAME`
 * NCHW are transposed, bytes are scaled to the range of `ganport.uint8.NAME`, and the inputs of
 * `ganport.constant.NAME` are given.
 *
 * @param model the file, as readModel reads it
 * @param reference a tfjs model, whose images are NHWC
 * @throws GraphError 'bad-model' for constants that are none
 * @example
 * const file = (await exportModel(model, { layout: 'nchw' })).bytes();
 * const original = fitReference(readModel(file), layersModelReference(model));
 * const { pass } = await verifyModel(file, original);
 */
export function fitReference(
  { metadata }: Pick<Model, 'metadata'>,
  reference: Reference,
): Reference {
  const isChannelsFirst = (name: string) => metadata[`ganport.layout.${name}`] === 'NCHW';
  const map = (tensors: TensorMap, perm: readonly number[]): TensorMap =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        isChannelsFirst(name) ? permuted(tensor, perm) : tensor,
      ]),
    );
  const floats = (tensors: TensorMap): TensorMap =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        scaled(tensor, metadata[`ganport.uint8.${name}`]),
      ]),
    );
  const constants = Object.entries(constantInputsOf({ metadata })).map(
    ([name, { dtype, shape: dims, data }]) => [name, { dtype, dims, data }] as const,
  );
  const toOriginal = (inputs: TensorMap) => ({
    ...map(floats(inputs), [0, 2, 3, 1]),
    ...Object.fromEntries(constants),
  });
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

/** Bytes as the original takes them: int32, or float32 in the range `min max`. */
function scaled(tensor: HostTensor, meaning: string | undefined): HostTensor {
  if (meaning === undefined || tensor.dtype !== 'uint8') return tensor;
  const bytes = tensor.data as Uint8Array;
  const { dims } = tensor;
  if (meaning === 'int32') return { dtype: 'int32', dims, data: Int32Array.from(bytes) };
  const [min = 0, max = 255] = meaning.split(' ').map(Number);
  const data = Float32Array.from(bytes, (byte) => min + (byte / 255) * (max - min));
  return { dtype: 'float32', dims, data };
}

/** A tensor with its axes in another order. */
function permuted({ dtype, dims, data }: HostTensor, perm: readonly number[]): HostTensor {
  // Images are of types that graphs have constants of.
  const constant = { dtype, shape: dims, data } as Constant;
  const result = transposed(constant, perm);
  return { dtype, dims: result.shape, data: result.data };
}
