/**
 * Hash tables that a model fills with its weights when it is loaded. A lookup of numbers compares each with
 * all keys; texts are looked up in ONNX's own tables.
 */
import {
  any,
  argMax,
  cast,
  equal,
  expandDims,
  gather,
  reshape,
  scalar,
  type Tensor,
  where,
} from '#tfjs-core';
import { at, reshape as reshapeValue } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { type Entries, lookUp } from '../texts/lookup.ts';
import { type Call, type Operator, tensorAt } from './operator.ts';
import { isSymbolic, recording, toTensor, valueOf } from './tensors.ts';

/** @throws ExportError 'bad-model' for a table without content */
function tableOf({ node, interpreter }: Call): { readonly keys: Tensor; readonly values: Tensor } {
  const name = at(node.inputs, 0).node;
  const table = interpreter.topology.tables.get(name);
  if (!table) {
    const message = `${node.op} ${node.name} reads the table ${name}, which nothing fills`;
    throw new ExportError('bad-model', message);
  }
  const [keys, values] = [
    interpreter.host.weight(table.keys),
    interpreter.host.weight(table.values),
  ];
  return { keys, values };
}

/** A table with texts on one side is ONNX's own table. */
function findText(call: Call, keys: Tensor, values: Tensor): Tensor {
  const [asked, otherwise] = [tensorAt(call, 1), tensorAt(call, 2)];
  if (keys.dtype === 'float32' || isSymbolic(otherwise)) {
    const what = isSymbolic(otherwise) ? 'a computed default' : 'numbers with fractions as keys';
    const { op, name } = call.node;
    const message = `${op} ${name} is a table of texts with ${what}, which ONNX has not; nothing was written. Export the part of the model without it`;
    throw new ExportError('unsupported-kernel', message);
  }
  const { builder } = recording();
  // tfjs keeps the last of equal keys, ONNX Runtime the first.
  const last = new Map(contentOf(keys).map((key, i) => [key, contentOf(values)[i] ?? ''] as const));
  const flat = reshapeValue(builder, valueOf(asked), [asked.size]);
  const from = entriesOf(keys.dtype, [...last.keys()]);
  const to = entriesOf(values.dtype, [...last.values()]);
  return toTensor(lookUp(builder, flat, from, to, contentOf(otherwise)[0] ?? ''));
}

function contentOf(tensor: Tensor): readonly (string | number)[] {
  if (tensor.dtype === 'string') return recording().texts(tensor);
  return Array.from(tensor.dataSync() as Int32Array);
}

const entriesOf = (dtype: string, values: readonly (string | number)[]) =>
  ({ type: dtype === 'bool' ? 'int32' : dtype, values }) as Entries;

/** The values of keys [n], as tfjs returns them for keys of any shape. */
const find: Operator = {
  dependencies: ({ inputs }) => inputs.slice(1),
  compute(call) {
    const { keys, values } = tableOf(call);
    if (keys.dtype === 'string' || values.dtype === 'string') return [findText(call, keys, values)];
    const [asked, otherwise] = [tensorAt(call, 1), tensorAt(call, 2)];
    const isKey = equal(expandDims(reshape(asked, [asked.size]), 1), expandDims(keys, 0));
    const found = gather(values, argMax(cast(isKey, 'int32'), 1));
    return [where(any(isKey, 1), found, otherwise)];
  },
};

const size: Operator = {
  dependencies: () => [],
  compute: (call) => [scalar(tableOf(call).keys.size, 'int32')],
};

export const hashTableOperators: Readonly<Record<string, Operator>> = {
  LookupTableFind: find,
  LookupTableFindV2: find,
  LookupTableSize: size,
  LookupTableSizeV2: size,
};
