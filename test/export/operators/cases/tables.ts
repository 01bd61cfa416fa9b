/** Hash tables of numbers and of texts, filled by the model's initializer. */
import { vector } from '../../../lowering/support/numbers.ts';
import { node, type } from '../../support/graph-def.ts';
import { type Content, type OperatorCase, several, words } from '../operator-case.ts';

const types = { key_dtype: type('INT32'), value_dtype: type('FLOAT') };

const numbers = ['InitializeTable', 'LookupTableImport'].flatMap((fill) =>
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

const colors = words('red', 'green', 'größer', 'red');
const asked = words('green', 'blue', 'größer', 'red');
const scalar = (dtype: Content['dtype'], value: number | string) =>
  ({ dtype, shape: [], values: [value] }) as Content;

/** A table with texts on at least one side. */
function ofTexts(
  name: string,
  x: Content,
  keys: Content,
  values: Content,
  otherwise: Content,
): OperatorCase {
  const table = node('table', 'HashTableV2', [], {
    key_dtype: type(typeNames[keys.dtype]),
    value_dtype: type(typeNames[values.dtype]),
  });
  const nodes = [table, node('found', 'LookupTableFindV2', ['table', 'x', 'otherwise'])];
  const plain = several({ x }, nodes, ['found'], { keys, values, otherwise }, name);
  const initializer = [table, node('filled', 'LookupTableImportV2', ['table', 'keys', 'values'])];
  return { ...plain, spec: { ...plain.spec, initializer } };
}

const typeNames = { float32: 'FLOAT', int32: 'INT32', bool: 'BOOL', string: 'STRING' } as const;
const ids = vector([1, 2, 3, 4], 'int32');

export const tables: readonly OperatorCase[] = [
  ...numbers,
  ofTexts('text to int32', asked, colors, ids, scalar('int32', -1)),
  ofTexts('text to float32', asked, colors, vector([0.5, 1.5, 2.5, 3.5]), scalar('float32', -1)),
  ofTexts('text to text', asked, colors, words('a', 'b', 'c', 'd'), scalar('string', '?')),
  ofTexts('int32 to text', vector([4, 9, 1], 'int32'), ids, colors, scalar('string', '?')),
];
