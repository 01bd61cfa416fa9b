/** Finds the first layer of a file whose result differs from the original's. */
import type { Graph } from '@ganport/graph';
import { exposeOutputs } from '@ganport/graph/internal';
import { elementCount, type Session, type TensorMap } from '@ganport/runtime';
import { compareLayers, firstOffender, placesOf, type LayerRow } from './layers.ts';
import type { LayerValue } from '../reference.ts';

export interface LayerReport {
  /** The layers that could be compared, in their order, up to and beyond the first that differs. */
  readonly layers: readonly LayerRow[];
  /** The first layer that differs; undefined where all of them agree. */
  readonly offender?: LayerRow;
}

/** Elements of the values that one run returns: 256 MiB of float32. */
const MOST_ELEMENTS = 2 ** 26;

/**
 * Computes the values of the layers with the file, from the first layer on and as many at a time as
 * fit into memory, until one differs.
 *
 * @param bytes the file
 * @param open opens a file for ONNX Runtime
 */
export async function locateDifference(
  { bytes, graph }: { readonly bytes: Uint8Array; readonly graph: Graph },
  values: readonly LayerValue[],
  inputs: TensorMap,
  options: {
    readonly tolerance: number;
    open(bytes: Uint8Array): Promise<Pick<Session, 'run' | 'dispose'>>;
  },
): Promise<LayerReport> {
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const sizes = new Map(values.map(({ scope, tensor }) => [scope, elementCount(tensor.dims)]));
  const places = placesOf(graph, sizes.keys());
  const layers: LayerRow[] = [];
  while (layers.length === 0 || places.length > 0) {
    const part = places.splice(0, countWithin(places.map(({ scope }) => sizes.get(scope) ?? 0)));
    if (part.length === 0) break;
    const names = [...new Set(part.map(({ value }) => value))];
    const session = await options.open(
      exposeOutputs(
        bytes,
        names.filter((name) => !isOutput.has(name)),
      ),
    );
    try {
      const actual = await session.run(inputs, names);
      layers.push(...compareLayers(part, values, actual, options.tolerance));
    } finally {
      await session.dispose();
    }
    const offender = firstOffender(graph, layers);
    if (offender) return { layers, offender };
  }
  return { layers };
}

/** How many of the sizes, at least one, stay within the limit. */
function countWithin(sizes: readonly number[]): number {
  let sum = 0;
  const end = sizes.findIndex((size) => (sum += size) > MOST_ELEMENTS);
  return end < 0 ? sizes.length : Math.max(1, end);
}
