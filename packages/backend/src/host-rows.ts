/**
 * Rows of a tensor whose numbers are known are copied on the host: `fit` takes a batch of its data set in each
 * step, and feeding the whole data set to a model costs a copy of it on WebAssembly and on GPUs.
 */
import {
  GatherV2,
  getKernel,
  type GatherV2Attrs,
  type KernelFunc,
  registerKernel,
  Slice,
  slice_util,
  type SliceAttrs,
  type TensorInfo,
  type TypedArray,
  unregisterKernel,
  util,
} from '#tfjs-core';

/** What these kernels need of a backend. */
interface HostBackend {
  /** The numbers, where they are known without computing anything. */
  numbersOf(info: TensorInfo): TypedArray | undefined;
  makeTensorInfo(shape: number[], dtype: string, values: TypedArray): TensorInfo;
}

/** Undefined where the kernel is recorded. */
type HostKernel = (call: Parameters<KernelFunc>[0]) => TensorInfo | undefined;

const hostKernels: Readonly<Record<string, HostKernel>> = {
  [GatherV2]: ({ inputs, attrs, backend }) => {
    const { x, indices } = inputs as unknown as Readonly<Record<'x' | 'indices', TensorInfo>>;
    const { axis, batchDims } = attrs as unknown as GatherV2Attrs;
    if (axis !== 0 || batchDims !== 0 || indices.dtype !== 'int32') return undefined;
    const host = backend as unknown as HostBackend;
    const [numbers, rows] = [host.numbersOf(x), host.numbersOf(indices)];
    const [height = 0, ...row] = x.shape;
    if (!numbers || !rows || rows.length >= height) return undefined;
    if (rows.some((index) => index < 0 || index >= height)) return undefined;
    const width = util.sizeFromShape(row);
    const taken = util.getTypedArrayFromDType(x.dtype as 'float32', rows.length * width);
    for (const [i, index] of rows.entries()) {
      taken.set(numbers.subarray(index * width, (index + 1) * width), i * width);
    }
    return host.makeTensorInfo([...indices.shape, ...row], x.dtype, taken);
  },
  [Slice]: ({ inputs, attrs, backend }) => {
    const { x } = inputs as unknown as { readonly x: TensorInfo };
    const { begin, size } = attrs as unknown as SliceAttrs;
    const parsed = slice_util.parseSliceParams(x, begin, size);
    const [start, shape] = parsed as [number[], number[]];
    if (!slice_util.isSliceContinous(x.shape, start, shape)) return undefined;
    const host = backend as unknown as HostBackend;
    const numbers = host.numbersOf(x);
    const length = util.sizeFromShape(shape);
    if (!numbers || length === numbers.length) return undefined;
    slice_util.assertParamsValid(x, start, shape);
    const offset = slice_util.computeFlatOffset(start, util.computeStrides(x.shape));
    return host.makeTensorInfo(shape, x.dtype, numbers.slice(offset, offset + length));
  },
};

/** Puts these kernels before those that the backend has. */
export function registerHostRows(backendName: string): void {
  for (const [kernelName, onHost] of Object.entries(hostKernels)) {
    const recorded = getKernel(kernelName, backendName);
    unregisterKernel(kernelName, backendName);
    registerKernel({
      ...recorded,
      kernelFunc: (call) => onHost(call) ?? recorded.kernelFunc(call),
    });
  }
}
