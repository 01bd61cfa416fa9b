import { expect, test } from 'vitest';
import { parseGraph } from '../../graph/parse.ts';
import { weightsOf } from './weights.ts';

test('weights are initializers, also behind a Cast of halves or one Identity', () => {
  const weight = weightsOf(
    parseGraph(`(float[2] x) => (float[2] y) <float[2] w = {1, 2}, float16[2] half = {1, 2}, int64[1] n = {2}> {
      same = Identity(w)
      whole = Cast<to = 1>(half)
      number = Cast<to = 1>(n)
      computed = Add(x, same)
      y = Add(computed, whole)
    }`),
  );
  const names = ['w', 'same', 'whole', 'half', 'number', 'computed', 'x'];
  const known = names.filter((name) => weight(name));
  expect(known).toEqual(['w', 'same', 'whole']);
  expect(weight('whole')?.dtype).toBe('float16');
});
