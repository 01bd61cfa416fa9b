/** Small networks with random weights, and how they are run: the CPU provider, and onnx's checker. */
import { type Constant, type Graph, OnnxModel, parseGraph } from '@ganport/graph';
import type { TensorMap } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';

/** Uniform numbers in [-1, 1), the same for the same seed. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Weights whose channels, along the first axis, have different sizes. */
function weight(shape: readonly number[], seed: number): Constant {
  const length = shape.reduce((product, size) => product * size, 1);
  const channels = shape[0] ?? 1;
  const data = noise(length, seed).map(
    (value, at) =>
      (value * (1 + (Math.floor((at * channels) / length) % 3))) / Math.sqrt(length / channels),
  );
  return { dtype: 'float32', shape, data };
}

/** A graph with weights of these shapes in addition to its own constants. */
export function network(text: string, shapes: Readonly<Record<string, readonly number[]>>): Graph {
  const weights = Object.entries(shapes).map(
    ([name, shape], i) => [name, weight(shape, i + 1)] as const,
  );
  // The text has the weights as inputs.
  const graph = parseGraph(text);
  return {
    ...graph,
    inputs: graph.inputs.filter(({ name }) => !Object.hasOwn(shapes, name)),
    initializers: new Map([...weights, ...graph.initializers]),
  };
}

/** Residual, clipped, pooled, joined: the forms around a convolution that have 8-bit kernels. */
export const classifier = network(
  `classifier (float[N,3,8,8] x, float[16,3,3,3] w1, float[16] b1, float[16,16,3,3] w2, float[16] b2,
    float[20,32] w3, float[20] b3) => (float[N,20] y) <float low = {0}, float high = {6}> {
    c1 = Conv<pads = [1, 1, 1, 1]>(x, w1, b1)
    r1 = Relu(c1)
    c2 = Conv<pads = [1, 1, 1, 1]>(r1, w2, b2)
    a2 = Add(c2, r1)
    r2 = Clip(a2, low, high)
    p2 = MaxPool<kernel_shape = [2, 2], strides = [2, 2]>(r2)
    j2 = Concat<axis = 1>(p2, p2)
    g = GlobalAveragePool(j2)
    f = Flatten(g)
    l = Gemm<transB = 1>(f, w3, b3)
    y = Softmax(l)
  }`,
  { w1: [16, 3, 3, 3], b1: [16], w2: [16, 16, 3, 3], b2: [16], w3: [20, 32], b3: [20] },
);

export const classifierInput = (seed: number): TensorMap => ({
  x: { dtype: 'float32', dims: [4, 3, 8, 8], data: noise(4 * 3 * 64, seed) },
});

/** Runs the graph on each of the inputs, and validates it where onnx's checker is installed. */
export async function runAll(graph: Graph, inputs: readonly TensorMap[], opset = 18) {
  const bytes = OnnxModel.fromGraph({ ...graph, name: 'g' }, { opset }).bytes();
  if (onnxCheckerAvailable().available) await checkOnnx(bytes);
  const session = await createSession(bytes, { providers: ['cpu'], threads: 1 });
  try {
    const outputs = [];
    for (const feeds of inputs) outputs.push(await session.run(feeds));
    return outputs;
  } finally {
    await session.dispose();
  }
}

/** The numbers of one output of one run. */
export async function runOnce(graph: Graph, feeds: TensorMap, opset?: number): Promise<number[]> {
  const [outputs = {}] = await runAll(graph, [feeds], opset);
  return Array.from<number | bigint, number>(Object.values(outputs)[0]?.data ?? [], Number);
}

/** The root of the mean square of a − b over that of b. */
export function relativeError(a: readonly number[], b: readonly number[]): number {
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(squares(a.map((value, at) => value - (b[at] ?? NaN))) / squares(b));
}
