/**
 * Compares a graph before and after a pass: ONNX Runtime's CPU provider computes both on the same random
 * inputs.
 */
import { isDeepStrictEqual } from 'node:util';
import { dataTypes, type Graph, OnnxModel, type ValueInfo } from '@ganport/graph';
import { numeric } from '@ganport/graph/internal';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { checkOnnx, onnxCheckerAvailable } from '../../support/onnx-checker.ts';

interface Options {
  /** |after − before| may be this times max(1, |before|); 0, bit for bit but for -0, by default. */
  readonly tolerance?: number;
  /** The size of symbolic dimensions, 3 by default. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** The domain of random floats, [-2, 2] by default. */
  readonly low?: number;
  readonly opset?: number;
}

export type Tensors = Record<string, HostTensor>;

/** @throws Error naming the output and element that differ */
export async function checkEquivalent(
  before: Graph,
  after: Graph,
  options: Options = {},
): Promise<void> {
  const { tolerance = 0, opset = 18 } = options;
  const feeds = randomInputs(before, options);
  const wanted = await evaluate(before, feeds, opset);
  const got = await evaluate(after, feeds, opset);
  for (const [name, want] of Object.entries(wanted)) {
    const have = got[name];
    if (!have || !isDeepStrictEqual([have.dtype, have.dims], [want.dtype, want.dims])) {
      throw new Error(`${name} is ${typeText(have)}, was ${typeText(want)}`);
    }
    for (const [index, value] of want.data.entries()) {
      const [a, b] = [Number(have.data[index]), Number(value)];
      const close = Object.is(a, b) || a === b;
      if (!close && !(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)))) {
        throw new Error(`${name}: element ${index} is ${a}, was ${b}`);
      }
    }
  }
}

const typeText = (tensor: HostTensor | undefined) =>
  tensor ? `${tensor.dtype}[${tensor.dims.join()}]` : 'missing';

/** Runs the graph, and validates it where onnx's checker is installed. */
async function evaluate(graph: Graph, feeds: Tensors, opset = 18): Promise<Tensors> {
  const model = new OnnxModel({
    graph: { ...graph, name: 'g' },
    irVersion: opset > 20 ? 10 : 8,
    opsets: { '': opset },
    producerName: 'ganport',
    producerVersion: '',
    metadata: {},
  });
  const bytes = model.bytes();
  if (onnxCheckerAvailable().available) await checkOnnx(bytes);
  const session = await createSession(bytes, { providers: ['cpu'], threads: 1 });
  try {
    const used = session.inputs.map(({ name }) => [name, feeds[name] as HostTensor] as const);
    return await session.run(Object.fromEntries(used));
  } finally {
    await session.dispose();
  }
}

function randomInputs(graph: Graph, { sizes = {}, low = -2 }: Options): Tensors {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const tensor = ({ dtype, shape }: ValueInfo): HostTensor => {
    const dims = shape.map((size) => (typeof size === 'number' ? size : (sizes[size] ?? 3)));
    const data = new dataTypes[numeric(dtype)].array(
      dims.reduce((product, size) => product * size, 1),
    );
    const next: Partial<Record<typeof dtype, () => number>> = {
      bool: () => Math.floor(2 * random()),
      float32: () => low + (2 - low) * random(),
    };
    const draw = next[dtype] ?? (() => Math.floor(10 * random()));
    if (data instanceof BigInt64Array) data.forEach((_, i) => (data[i] = BigInt(draw())));
    else data.forEach((_, i) => (data[i] = draw()));
    return { dtype, dims, data };
  };
  return Object.fromEntries(graph.inputs.map((info) => [info.name, tensor(info)]));
}
