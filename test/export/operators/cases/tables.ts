/** Hash tables of numbers, filled by the model's initializer. */
import { vector } from '../../../lowering/support/numbers.ts';
import { node, type } from '../../support/graph-def.ts';
import { type OperatorCase, several } from '../operator-case.ts';

const types = { key_dtype: type('INT32'), value_dtype: type('FLOAT') };

export const tables = ['InitializeTable', 'LookupTableImport'].flatMap((fill) =>
  ['', 'V2'].map((version): OperatorCase => {
    const table = node('table', `HashTable${version}`, [], types);
    const plain = several(
      { x: vector([7, 3, 5, 3], 'int32') },
      [
        table,
        node('found', `LookupTableFind${version}`, ['table', 'x', 'otherwise']),
        node('size', `LookupTableSize${version}`, ['table']),
      ],
      ['found', 'size'],
      {
        keys: vector([3, 5, 9], 'int32'),
        values: vector([0.5, 1.5, 2.5]),
        otherwise: { dtype: 'float32', shape: [], values: [-1] },
      },
    );
    const initializer = [table, node('filled', `${fill}${version}`, ['table', 'keys', 'values'])];
    return { ...plain, spec: { ...plain.spec, initializer } };
  }),
);
