/**
 * Linear algebra in float64 as ONNX graphs in text form. ONNX Runtime computes them as precisely as
 * JavaScript; its products are about a hundred times faster.
 */
import { OnnxModel, parseGraph } from '@ganport/graph';
import { version } from '@ganport/graph/internal';
import type { HostTensor } from '@ganport/runtime';
import { createSession, defaultProviders } from '#runtime';

/** A matrix, row by row. */
export interface Matrix {
  readonly data: Float64Array;
  readonly columns: number;
}

/** Computes the outputs of a graph from its inputs. */
export type Program<Output extends string> = (
  inputs: Readonly<Record<string, Matrix>>,
) => Promise<Readonly<Record<Output, Matrix>>>;

/**
 * Opens a session for a graph, passes it to `work`, and closes it.
 *
 * @param text a graph whose inputs and outputs are matrices of float64
 * @param outputs the names of the graph's outputs
 */
export async function withProgram<Output extends string, T>(
  text: string,
  outputs: readonly Output[],
  work: (program: Program<Output>) => Promise<T>,
): Promise<T> {
  const model = new OnnxModel({
    graph: parseGraph(text),
    irVersion: 8,
    opsets: { '': 18 },
    producerName: 'ganport',
    producerVersion: version,
    metadata: {},
  });
  // The CPU, in a page WebAssembly: GPUs are slow in float64.
  const providers = defaultProviders.filter((name) => name === 'cpu' || name === 'wasm');
  const session = await createSession(model.bytes(), { providers });
  try {
    return await work(async (inputs) => {
      const feeds = Object.entries(inputs).map(([name, matrix]) => [name, asTensor(matrix)]);
      const results = await session.run(Object.fromEntries(feeds), outputs);
      const named = outputs.map((name) => [name, asMatrix(results[name] as HostTensor)]);
      return Object.fromEntries(named) as Record<Output, Matrix>;
    });
  } finally {
    await session.dispose();
  }
}

function asTensor({ data, columns }: Matrix): HostTensor {
  return { dtype: 'float64', dims: [data.length / columns, columns], data };
}

function asMatrix({ data, dims }: HostTensor): Matrix {
  return { data: data as Float64Array, columns: dims[1] as number };
}
