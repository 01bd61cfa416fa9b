import { expect, test } from 'vitest';
import { evaluationOf } from './evaluation.ts';

test('the rows of an evaluation have their floors; a spread is shown by its mean', () => {
  const text = JSON.stringify({
    fid: 12.5,
    is: { mean: 8.1, stddev: 0.2 },
    classes: 10,
    floor: { fid: 1.5, is: { mean: 9.7 } },
    n: 2000,
    seed: 1,
    extractor: { name: 'mnist', sha256: '0' },
    samples: 'runs/a',
  });
  expect(evaluationOf(text)).toEqual({
    n: 2000,
    rows: [
      { name: 'fid', value: 12.5, floor: 1.5 },
      { name: 'is', value: 8.1, floor: 9.7 },
    ],
  });
});

test.each(['', 'no JSON', '{}', '[1]'])('%j is no evaluation', (text) => {
  expect(evaluationOf(text)).toBeUndefined();
});
