import { expect, test } from 'vitest';
import { PADDING, textsOf, UNKNOWN, vocabularyProblem } from './vocabulary.ts';

const letters = [PADDING, UNKNOWN, 'a', 'é', '\u{1f600}'];

test('the text of samples is their most likely characters up to the first padding', () => {
  const codes = [2, 3, 4, 1, 2, 0, 3, 3, 0, 2, 2, 2];
  const samples = Float32Array.from({ length: codes.length * 5 }, (_, i) =>
    codes[Math.floor(i / 5)] === i % 5 ? 0.4 : 0.15,
  );
  expect(textsOf(samples, [4, 5], letters)).toEqual(['aé\u{1f600}\uFFFD', 'a', '']);
});

test.each([
  [[PADDING, 'a'], 'must begin with "" and'],
  [[...letters, 'ab'], 'single characters (got "ab")'],
  [[...letters, '\u001b'], 'single characters'],
  [[...letters, '\u202e'], 'single characters'],
  [[...letters, 'a'], 'has a character twice'],
  [[], 'its size must be a whole number from 1 to 1024 (got 0)'],
])('the vocabulary %j', (vocabulary, problem) => {
  expect(vocabularyProblem(vocabulary)).toContain(problem);
});

test('a vocabulary of single characters is right', () => {
  expect(vocabularyProblem(letters)).toBeUndefined();
});
