import { describe, expect, test } from 'vitest';
import { judge } from './known-failures.ts';
import { reasonOf } from './reasons.ts';
import { fullReport, summary } from './report.ts';
import type { Outcome } from './run.ts';

const missing = 'BackendError: the tfjs kernel LRN has no ONNX form yet: run this part elsewhere';
const outcomes: readonly Outcome[] = [
  { name: 'a passes', status: 'passed', message: '' },
  { name: 'b passes again', status: 'passed', message: '' },
  { name: 'c is known', status: 'failed', message: missing },
  { name: 'd is new', status: 'failed', message: 'Error: Arrays differ: actual[0] = 1' },
  { name: 'e was left out', status: 'skipped', message: '' },
];
const known = { 'b passes again': 'wrong values', 'c is known': 'missing kernel LRN' };

test('a known failure counts as skipped, a new one as failed', () => {
  const { passed, failed, skipped, improved } = judge(outcomes, known);
  expect(passed).toBe(2);
  expect(failed.map(({ name }) => name)).toEqual(['d is new']);
  expect(skipped).toBe(2);
  expect(improved).toEqual(['b passes again']);
});

test('the summary counts cases by missing kernel and by other reasons', () => {
  expect(summary(outcomes)).toBe(
    'Missing kernels, and how many cases fail for each:\n  LRN: 1\nOther failures:\n  wrong values: 1',
  );
  expect(fullReport(outcomes)).toContain('wrong values: 1\n  d is new: Error: Arrays differ');
});

describe('reasons', () => {
  test.each([
    [missing, 'missing kernel LRN'],
    ['BackendError: Unique needs the numbers of its inputs, since', 'read at once'],
    ['RuntimeError: ONNX Runtime: Non-zero status', 'refused by ONNX Runtime'],
    ['Expected function to throw an Error.', 'error expected'],
    ['Expected $[1] = 5 to equal 15.', 'wrong values'],
    ['TypeError: x is undefined', 'other'],
  ])('%s', (message, reason) => {
    expect(reasonOf(message)).toBe(reason);
  });
});
