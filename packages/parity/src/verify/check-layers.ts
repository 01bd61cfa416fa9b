/** The values inside a file, layer by layer, on every runtime of this machine against the original. */
import type { Graph } from '@ganport/graph';
import { exposeOutputs } from '@ganport/graph/internal';
import type { TensorMap } from '@ganport/runtime';
import { candidateReason, type ParityCandidate } from '../check-parity.ts';
import type { LayerValue } from '../reference.ts';
import { compareLayers, firstOffender, type LayerRow, placesOf } from './layers.ts';

export interface RuntimeLayers {
  readonly runtime: string;
  readonly provider: string;
  /** In the order of their computation; those that have a value of their own in the file. */
  readonly layers: readonly LayerRow[];
  /** The first layer that differs. */
  readonly offender?: LayerRow;
  /** Why nothing was compared. */
  readonly failed?: string;
}

export interface LayersOptions {
  readonly file: { readonly bytes: Uint8Array; readonly graph: Graph };
  /** What the layers of the original computed for the inputs. */
  readonly values: readonly LayerValue[];
  readonly inputs: TensorMap;
  /** Largest difference that passes, in relation to the numbers themselves. */
  readonly tolerance: number;
  /** Makes the candidates for a file. */
  candidates(bytes: Uint8Array): readonly ParityCandidate[];
}

/**
 * Compares the layers on each runtime, one after the other. A runtime keeps the values that it would
 * otherwise not store, so that it may fuse fewer nodes.
 *
 * @example
 * const values = await reference.layers(inputs);
 * const file = { bytes, graph: readModel(bytes).graph };
 * await checkLayers({ file, values, inputs, tolerance: 1e-3, candidates: parityCandidates });
 */
export async function checkLayers(options: LayersOptions): Promise<RuntimeLayers[]> {
  const { file, values, inputs, tolerance } = options;
  const { graph } = file;
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const places = placesOf(
    graph,
    values.map(({ scope }) => scope),
  );
  const names = [...new Set(places.map(({ value }) => value))];
  const bytes = exposeOutputs(
    file.bytes,
    names.filter((name) => !isOutput.has(name)),
  );
  const reports: RuntimeLayers[] = [];
  for (const { runtime, provider, open } of options.candidates(bytes)) {
    try {
      const session = await open();
      try {
        const actual = await session.run(inputs, names);
        const layers = compareLayers(places, values, actual, tolerance);
        const offender = firstOffender(graph, layers);
        reports.push({ runtime, provider, layers, ...(offender && { offender }) });
      } finally {
        await session.dispose();
      }
    } catch (thrown) {
      reports.push({ runtime, provider, layers: [], failed: candidateReason(thrown) });
    }
  }
  return reports;
}
