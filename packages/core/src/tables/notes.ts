/** What a table holds, in lines for display before a training. */
import type { Column, Table } from './table.ts';

/** Categories that are listed. */
const LISTED = 5;

const inWords: {
  readonly [Kind in Column['kind']]: (column: Extract<Column, { kind: Kind }>) => string;
} = {
  number: ({ decimals, min, max, modes }) =>
    `${decimals === 0 ? 'integer' : 'number'} from ${min} to ${max}, ${modes.length} ${modes.length === 1 ? 'mode' : 'modes'}`,
  category({ categories }) {
    const shown = categories.slice(0, LISTED).map((category) => category || '(empty)');
    const more = categories.length > LISTED ? ', …' : '';
    return `category, ${categories.length} values: ${shown.join(', ')}${more}`;
  },
  constant: ({ value }) => `constant: ${value || '(empty)'}`,
};

/** A line for each column: `age: integer from 18 to 95, 4 modes`. */
export function tableNotes(table: Table): string[] {
  return table.map((column) => `${column.name}: ${inWords[column.kind](column as never)}`);
}
