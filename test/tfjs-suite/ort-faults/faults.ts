/**
 * What ONNX Runtime 1.30 computes wrong or refuses, each as the smallest model that shows it, with
 * inputs and the right outputs, which are worked out by hand. A lowering avoids the fault where it says
 * how; the others are gaps, which SUPPORT.md shows. A test runs each model, so that an upgrade of ONNX
 * Runtime that mends a fault is seen.
 */
import type { HostTensor } from '@ganport/runtime';
import type { SuiteProvider } from '../options.ts';

export interface Fault {
  /** Names the file `fixtures/ort-faults/NAME.onnx`. */
  readonly name: string;
  readonly providers: readonly SuiteProvider[];
  readonly says: string;
  /** What ganport writes instead; without it, nothing avoids the fault. */
  readonly avoided?: string;
  /** Whether the process that opens the model dies. */
  readonly crashes?: boolean;
  /** ONNX's textual syntax. */
  readonly model: string;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  readonly outputs: Readonly<Record<string, HostTensor>>;
}

const floats = (dims: readonly number[], ...data: number[]): HostTensor => ({
  dtype: 'float32',
  dims: [...dims],
  data: Float32Array.from(data),
});

/** Planes of equal numbers. */
const planes = (count: number, size: number, number: (plane: number) => number) =>
  Array.from({ length: count * size }, (_, i) => number(Math.floor(i / size)));

const nan = floats([4], NaN, -1, 0, 1);
/** A function of four numbers, the first of which is NaN. */
const ofNaN = (op: string, says: string, ...rest: number[]): Fault => ({
  name: `${op.toLowerCase()}-nan`,
  providers: ['webgpu'],
  says,
  model: `(float[4] x) => (float[4] y) { y = ${op}(x) }`,
  inputs: { x: nan },
  outputs: { y: floats([4], NaN, ...rest) },
});

export const faults: readonly Fault[] = [
  {
    name: 'slice-negative-step',
    providers: ['webgpu'],
    says: 'Slice with a negative step begins at the last element, whatever its start is',
    avoided: 'the elements behind the start are cut off by a Slice before',
    model: `(float[3] x) => (float[2] y)
      <int64[1] start = {1}, int64[1] end = {-4}, int64[1] axis = {0}, int64[1] step = {-1}>
      { y = Slice(x, start, end, axis, step) }`,
    inputs: { x: floats([3], 1, 2, 3) },
    outputs: { y: floats([2], 2, 1) },
  },
  {
    name: 'conv-filter-as-large-as-image',
    providers: ['webgpu'],
    says:
      'Conv with a filter as large as its image and padding at the end alone computes only the ' +
      'first element',
    avoided:
      'a session computes one row more in front, and takes it off, but for `auto_pad` with a stride ' +
      'on an image of open size',
    model: `(float[1,1,H,W] x, float[1,1,2,1] w) => (float[1,1,2,1] y)
      { y = Conv<auto_pad = "SAME_UPPER", kernel_shape = [2, 1], strides = [1, 2]>(x, w) }`,
    inputs: { x: floats([1, 1, 2, 1], 1, 2), w: floats([1, 1, 2, 1], 3, 4) },
    outputs: { y: floats([1, 1, 2, 1], 11, 6) },
  },
  {
    name: 'conv-six-channels',
    providers: ['webgpu'],
    says: 'Conv of 6, 9, 15, 18 … channels to a multiple of four reads the channels in groups of three',
    avoided:
      'a session pads the channels up to a multiple of four, where the file states the number of axes',
    // Output o adds up the four taps of channel o, whose elements are all o + 1.
    model: `(float[1,C,3,3] x, float[4,C,2,2] w) => (float[1,4,2,2] y)
      { a = Relu(x) v = Relu(w) y = Conv(a, v) }`,
    inputs: {
      x: floats([1, 6, 3, 3], ...planes(6, 9, (channel) => channel + 1)),
      w: floats([4, 6, 2, 2], ...planes(24, 4, (i) => (Math.floor(i / 6) === i % 6 ? 1 : 0))),
    },
    outputs: { y: floats([1, 4, 2, 2], ...planes(4, 4, (out) => 4 * (out + 1))) },
  },
  {
    name: 'conv-transpose-group-of-two',
    providers: ['webgpu'],
    says: 'ConvTranspose with groups of several input channels computes wrong numbers',
    avoided: 'each channel is a group of its own, and the results of a group are added up',
    model: `(float[1,4,1,1] x, float[4,1,1,1] w) => (float[1,2,1,1] y)
      { y = ConvTranspose<kernel_shape = [1, 1], group = 2>(x, w) }`,
    inputs: { x: floats([1, 4, 1, 1], 1, 2, 3, 4), w: floats([4, 1, 1, 1], 1, 10, 100, 1000) },
    outputs: { y: floats([1, 2, 1, 1], 21, 4300) },
  },
  {
    name: 'conv-transpose-volume',
    providers: ['webgpu'],
    says: 'ConvTranspose of volumes is refused when it runs, not when the session is opened',
    model: `(float[1,1,1,1,2] x, float[1,1,1,1,1] w) => (float[1,1,1,1,2] y)
      { y = ConvTranspose<kernel_shape = [1, 1, 1]>(x, w) }`,
    inputs: { x: floats([1, 1, 1, 1, 2], 1, 2), w: floats([1, 1, 1, 1, 1], 3) },
    outputs: { y: floats([1, 1, 1, 1, 2], 3, 6) },
  },
  {
    name: 'max-pool-indices',
    providers: ['webgpu'],
    says: 'MaxPool with its output Indices is refused when it runs',
    avoided: 'the windows are gathered, and ArgMax compares their elements',
    model: `(float[1,1,1,2] x) => (float[1,1,1,1] y, int64[1,1,1,1] at)
      { y, at = MaxPool<kernel_shape = [1, 2]>(x) }`,
    inputs: { x: floats([1, 1, 1, 2], 1, 2) },
    outputs: {
      y: floats([1, 1, 1, 1], 2),
      at: { dtype: 'int64', dims: [1, 1, 1, 1], data: BigInt64Array.of(1n) },
    },
  },
  {
    name: 'pool-padding',
    providers: ['cpu', 'wasm', 'webgpu'],
    says: 'a pool whose padding is as large as its window is refused',
    avoided: 'averages become a Conv, and images are padded before a maximum',
    model: `(float[1,1,1,1] x) => (float[1,1,3,3] y)
      { y = MaxPool<kernel_shape = [1, 1], pads = [1, 1, 1, 1]>(x) }`,
    inputs: { x: floats([1, 1, 1, 1], 1) },
    outputs: {
      y: floats(
        [1, 1, 3, 3],
        ...[-Infinity, -Infinity, -Infinity],
        ...[-Infinity, 1, -Infinity],
        ...[-Infinity, -Infinity, -Infinity],
      ),
    },
  },
  {
    name: 'average-pool-empty',
    providers: ['webgpu'],
    says: 'a result without elements is refused when it runs',
    avoided: 'the backend makes tensors without elements itself',
    model: `(float[1,1,1,1] x) => (float[1,1,1,0] y)
      { y = AveragePool<kernel_shape = [1, 2]>(x) }`,
    inputs: { x: floats([1, 1, 1, 1], 1) },
    outputs: { y: floats([1, 1, 1, 0]) },
  },
  {
    name: 'top-k-infinity',
    providers: ['webgpu'],
    says: 'TopK takes −Infinity for the smallest finite number when the axis is no power of two',
    model: `(float[5] x) => (float[5] y, int64[5] at) <int64[1] k = {5}> { y, at = TopK(x, k) }`,
    inputs: { x: floats([5], 1, -Infinity, -Infinity, -Infinity, -Infinity) },
    outputs: {
      y: floats([5], 1, -Infinity, -Infinity, -Infinity, -Infinity),
      at: { dtype: 'int64', dims: [5], data: BigInt64Array.of(0n, 1n, 2n, 3n, 4n) },
    },
  },
  ofNaN('Relu', 'Relu of NaN is 0', 0, 0, 1),
  ofNaN('Sigmoid', 'Sigmoid of NaN is 0', 1 / (1 + Math.E), 0.5, 1 / (1 + 1 / Math.E)),
  {
    ...ofNaN('Clip', 'Clip of NaN is the lower bound', -1, 0, 1),
    model:
      '(float[4] x) => (float[4] y) <float low = {-1}, float high = {1}> { y = Clip(x, low, high) }',
  },
  {
    ...ofNaN('Log', 'Log of NaN and of negative numbers is a number, and that of 0 is −88'),
    outputs: { y: floats([4], NaN, NaN, -Infinity, 0) },
  },
  {
    ...ofNaN('Softmax', 'Softmax of a row with NaN is 0'),
    outputs: { y: floats([4], NaN, NaN, NaN, NaN) },
  },
  {
    name: 'pow-negative',
    providers: ['webgpu'],
    says: 'Pow of a negative number and a fraction is a number, not NaN',
    model: '(float[1] x) => (float[1] y) <float power = {0.5}> { y = Pow(x, power) }',
    inputs: { x: floats([1], -4) },
    outputs: { y: floats([1], NaN) },
  },
  {
    name: 'sin-precision',
    providers: ['webgpu'],
    says: 'Sin and Cos have four digits; WGSL asks for an absolute error below 2⁻¹¹',
    model: '(float[1] x) => (float[1] y) { y = Sin(x) }',
    inputs: { x: floats([1], 1.5) },
    outputs: { y: floats([1], Math.sin(1.5)) },
  },
  {
    name: 'reduce-sum-int64',
    providers: ['cpu', 'wasm', 'webgpu'],
    says: 'ReduceSum of int64 adds in double precision: beyond 2⁵³ a sum is not exact, and it does not wrap around',
    avoided: 'a hash adds at most four bytes by ReduceSum, and larger numbers by Add',
    model: `(int64[2] x) => (int64[1] y)
      <int64[1] axis = {0}, int64[1] large = {9007199254740992}> {
      sum = ReduceSum(x, axis)
      y = Sub(sum, large)
    }`,
    inputs: { x: { dtype: 'int64', dims: [2], data: BigInt64Array.of(2n ** 53n, 1n) } },
    outputs: { y: { dtype: 'int64', dims: [1], data: BigInt64Array.of(1n) } },
  },
  {
    name: 'transpose-cast-matmul',
    providers: ['cpu'],
    says: 'MatMul of a Transpose of the batch with a Cast between them ends the process',
    avoided: '`--precision float16` keeps the two in float32 where one follows the other',
    crashes: true,
    model: `(int32[1,2,1] x) => (float[2,1,1] y) <float[1,1] w = {3}> {
      t = Transpose<perm = [1, 2, 0]>(x)
      f = Cast<to = 1>(t)
      y = MatMul(f, w)
    }`,
    inputs: { x: { dtype: 'int32', dims: [1, 2, 1], data: Int32Array.of(1, 2) } },
    outputs: { y: floats([2, 1, 1], 3, 6) },
  },
];
