/** The modes of quantization by name. */
import { GraphError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { constantsOf } from '../graph/walk.ts';
import { quantizeDynamically } from './quantize-dynamic.ts';
import { quantizeStatically, type StaticOptions } from './quantize-static.ts';
import { quantizeWeights } from './quantize-weights.ts';

export type QuantizeOptions =
  /** int8 weights, arithmetic in float32. */
  | { readonly mode: 'weights' }
  /** 8-bit products, with scales from each run. */
  | { readonly mode: 'dynamic' }
  /** 8-bit values and products, with scales from calibration. */
  | ({ readonly mode: 'static' } & StaticOptions);

/**
 * The graph with 8-bit weights, and perhaps arithmetic. It is of opset 13 or later.
 *
 * @throws GraphError 'bad-argument' where nothing of the graph can be quantized
 * @example
 * const smaller = quantize(graph, { mode: 'weights' });
 */
export function quantize(graph: Graph, options: QuantizeOptions): Graph {
  const before = new Set(constantsOf(graph));
  const made = modes(graph, options);
  if (constantsOf(made).some((constant) => !before.has(constant))) return made;
  throw new GraphError(
    'bad-argument',
    `graph ${graph.name}: no weight of float32 is large enough to be quantized; leave it as it is`,
  );
}

function modes(graph: Graph, options: QuantizeOptions): Graph {
  if (options.mode === 'weights') return quantizeWeights(graph);
  return options.mode === 'dynamic'
    ? quantizeDynamically(graph)
    : quantizeStatically(graph, options);
}
