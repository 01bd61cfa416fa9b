/** Values of a table to encoded rows. */
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { type Column, layoutOf, type Mode, type NumberColumn, type Table } from './table.ts';

/** A value is encoded as its distance from its mode's mean, in units of so many standard deviations. */
export const REACH = 4;
/** The largest distance; of values further away, it is this one. */
const FURTHEST = 0.99;

/** The columns of a table, encoded. */
export interface EncodedColumns {
  /** Of each column of numbers: the places within the modes, in [-1, 1]. */
  readonly places: readonly Float32Array[];
  /** Of each column of numbers, then of each of categories: the number of the choice. */
  readonly choices: readonly Uint16Array[];
}

/**
 * Encodes the values of a table. The mode of a number is drawn from the modes' probabilities, the same
 * way each time.
 *
 * @param values of each column, as describeTable returns them
 */
export function encodeColumns(table: Table, values: readonly Float64Array[]): EncodedColumns {
  const of = (kind: Column['kind']) =>
    table.flatMap((column, i) =>
      column.kind === kind ? [{ column, values: values[i] ?? new Float64Array() }] : [],
    );
  const numbers = of('number').map(({ column, values: own }, i) => {
    return encodeNumbers(column as NumberColumn, own, i);
  });
  return {
    places: numbers.map(({ places }) => places),
    choices: [
      ...numbers.map(({ modes }) => modes),
      ...of('category').map(({ values: own }) => Uint16Array.from(own)),
    ],
  };
}

function encodeNumbers({ modes }: NumberColumn, values: Float64Array, column: number) {
  const uniform = new Float32Array(values.length);
  fillUniform(keyed(0, 'modes of values', 0, column), uniform);
  const places = new Float32Array(values.length);
  const chosen = new Uint16Array(values.length);
  for (const [i, value] of values.entries()) {
    const mode = drawMode(modes, value, uniform[i] ?? 0);
    const { mean, stddev } = modes[mode] as Mode; // In range: a drawn one.
    const place = (value - mean) / (REACH * stddev);
    places[i] = Math.min(FURTHEST, Math.max(-FURTHEST, place));
    chosen[i] = mode;
  }
  return { places, modes: chosen };
}

/** A mode by the probabilities that a value is of it. */
function drawMode(modes: readonly Mode[], value: number, uniform: number): number {
  const logs = modes.map(
    ({ mean, stddev, weight }) =>
      Math.log(weight) - Math.log(stddev) - 0.5 * ((value - mean) / stddev) ** 2,
  );
  const largest = Math.max(...logs);
  const shares = logs.map((log) => Math.exp(log - largest));
  let rest = uniform * shares.reduce((a, b) => a + b, 0);
  const drawn = shares.findIndex((share) => (rest -= share) < 0);
  return drawn < 0 ? logs.indexOf(largest) : drawn;
}

/** Writes rows to `out`, [indices.length, width]. */
export function writeRows(
  table: Table,
  { places, choices }: EncodedColumns,
  indices: ArrayLike<number>,
  out: Float32Array,
): void {
  const { numbers, modes, categories, width } = layoutOf(table);
  const sizes = [...modes, ...categories];
  out.fill(0);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i] as number; // In range, as all indices below: the data set has checked it.
    let start = i * width;
    for (const own of places) out[start++] = own[row] as number;
    start = i * width + numbers;
    for (const [group, own] of choices.entries()) {
      out[start + (own[row] as number)] = 1;
      start += sizes[group] ?? 0;
    }
  }
}
