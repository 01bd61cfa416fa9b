/** ONNX's LabelEncoder (ai.onnx.ml): a table from texts or whole numbers to texts or numbers. */
import { float, type GraphBuilder, type Value } from '@ganport/graph';
import { cast } from '@ganport/graph/ops';

/** Texts, whole numbers or float32 numbers. */
export type Entries =
  | { readonly type: 'string'; readonly values: readonly string[] }
  | { readonly type: 'int32' | 'float32'; readonly values: readonly number[] };

/** @param otherwise one entry, the value of what is no key */
export function lookUp(
  graph: GraphBuilder,
  x: Value,
  keys: Exclude<Entries, { readonly type: 'float32' }>,
  values: Entries,
  otherwise: string | number,
): Value {
  const isText = keys.type === 'string';
  const from = isText
    ? { keys_strings: { type: 'strings', value: keys.values } as const }
    : { keys_int64s: { type: 'ints', value: keys.values } as const };
  const inputs = [isText ? x : cast(graph, x, 'int64')];
  const run = (to: Parameters<GraphBuilder['op']>[2], dtype: Value['dtype']) =>
    graph.op('LabelEncoder', inputs, { ...from, ...to }, { dtype, shape: x.shape });
  if (values.type === 'string') {
    const value_strings = { type: 'strings', value: values.values } as const;
    return run({ values_strings: value_strings, default_string: String(otherwise) }, 'string');
  }
  if (values.type === 'float32') {
    const values_floats = { type: 'floats', value: values.values } as const;
    return run({ values_floats, default_float: float(Number(otherwise)) }, 'float32');
  }
  const values_int64s = { type: 'ints', value: values.values } as const;
  const whole = run({ values_int64s, default_int64: Number(otherwise) }, 'int64');
  return cast(graph, whole, 'int32');
}
