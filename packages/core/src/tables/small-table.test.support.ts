/** A table of one column of numbers with two modes, one of three categories, and a constant. */
import type { Table } from './table.ts';

export const smallTable: Table = [
  {
    kind: 'number',
    name: 'size',
    decimals: 1,
    min: -2,
    max: 12.5,
    modes: [
      { mean: 0, stddev: 0.5, weight: 0.25 },
      { mean: 10, stddev: 1, weight: 0.75 },
    ],
  },
  { kind: 'constant', name: 'unit', value: 'cm' },
  { kind: 'category', name: 'letter', categories: ['a', 'b', 'c'], counts: [90, 9, 1] },
];
