/**
 * Makes an input of a graph bytes: pixels as image files have them. The graph casts and scales them to
 * the numbers that it took before. It is run once, before other passes.
 */
import { numeric, onnxNumberOf } from '../graph/data-type.ts';
import { int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import type { ValueRange } from '../graph/metadata.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { freshNames, replaceUses } from '../graph/walk.ts';

/**
 * The graph whose input `name` is uint8.
 *
 * @param range the numbers that the bytes 0 and 255 stand for
 * @returns the graph itself, where it has no such input
 * @example
 * const bytes = byteInput(graph, 'image', [-1, 1]);
 */
export function byteInput(graph: Graph, name: string, [min, max]: ValueRange): Graph {
  const input = graph.inputs.find((info) => info.name === name);
  if (!input) return graph;
  const fresh = freshNames(graph);
  const nodes: Node[] = [];
  const values = new Map(graph.values);
  const initializers = new Map(graph.initializers);
  let last = name;
  const append = (op: string, constant: number | undefined): void => {
    const inputs = [last];
    if (constant !== undefined) {
      const operand = fresh(`${name}/${op === 'Mul' ? 'scale' : 'offset'}`);
      initializers.set(operand, constantOf(numeric(input.dtype), [], [constant]));
      inputs.push(operand);
    }
    const attributes: Node['attributes'] =
      op === 'Cast' ? { to: int(onnxNumberOf(input.dtype)) } : {};
    last = fresh(`${name}/${op}_y`);
    values.set(last, { ...input, name: last });
    nodes.push({
      name: fresh(`${name}/${op}`),
      op,
      domain: '',
      inputs,
      outputs: [last],
      attributes,
    });
  };
  append('Cast', undefined);
  const scale = (max - min) / 255;
  if (scale !== 1) append('Mul', scale);
  if (min !== 0) append('Add', min);
  return {
    ...graph,
    inputs: graph.inputs.map((info) => (info === input ? { ...info, dtype: 'uint8' } : info)),
    initializers,
    values,
    nodes: [...nodes, ...replaceUses(graph.nodes, new Map([[name, last]]))],
  };
}
