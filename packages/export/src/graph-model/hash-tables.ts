/**
 * Hash tables that a model fills with its weights when it is loaded. A lookup compares each number with
 * all keys, since ONNX has no tables.
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
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { type Call, type Operator, tensorAt } from './operator.ts';

/** @throws ExportError 'bad-model' for a table without content, 'unsupported-kernel' for texts */
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
  if (keys.dtype !== 'string' && values.dtype !== 'string') return { keys, values };
  throw new ExportError(
    'unsupported-kernel',
    `${node.op} ${node.name} looks up texts, and a graph has numbers only; nothing was written. Export the part of the model without it`,
  );
}

/** The values of keys [n], as tfjs returns them for keys of any shape. */
const find: Operator = {
  dependencies: ({ inputs }) => inputs.slice(1),
  compute(call) {
    const { keys, values } = tableOf(call);
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
