/** Whether texts are equal. ONNX compares texts since opset 19; with a text of the model, a table does before. */
import type { GraphBuilder, Value } from '@ganport/graph';
import { binary, cast } from '@ganport/graph/ops';
import { lookUp } from './lookup.ts';

export function equalTexts(graph: GraphBuilder, a: Value, b: Value): Value {
  for (const [x, other] of [
    [a, knownText(b)],
    [b, knownText(a)],
  ] as const) {
    if (other === undefined) continue;
    const keys = { type: 'string', values: [other] } as const;
    return cast(graph, lookUp(graph, x, keys, { type: 'int32', values: [1] }, 0), 'bool');
  }
  return binary(graph, 'Equal', a, b, 'bool');
}

/** The text of a value that is one text of the model; undefined for others, and where it broadcasts. */
function knownText({ origin, shape }: Value): string | undefined {
  if (origin.kind !== 'node' || shape.some((size) => size !== 1)) return undefined;
  const { op, inputs, attributes } = origin.node;
  if (op === 'Reshape' && inputs[0]) return knownText(inputs[0]);
  const texts = attributes['value_strings'];
  return op === 'Constant' && texts?.type === 'strings' ? texts.value[0] : undefined;
}
