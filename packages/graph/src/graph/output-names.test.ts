import { expect, test } from 'vitest';
import { outputNamesOf } from './output-names.ts';

test('outputs of one layer, and an input that is an output, have names of their own', () => {
  const names = outputNamesOf({ inputNames: ['x'], outputNames: ['lstm', 'x', 'lstm', 'dense'] });
  expect(names).toEqual(['lstm', 'x.1', 'lstm.1', 'dense']);
});
