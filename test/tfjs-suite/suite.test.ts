import { describe, expect, test } from 'vitest';
import type { Outcome } from './harness/outcome.ts';
import { readOptions, selectCases } from './options.ts';
import { reasonOf } from './reasons.ts';
import { fullReport, summary } from './report.ts';
import { judge, summarize } from './results.ts';

const missing = 'BackendError: the tfjs kernel LRN has no ONNX form yet: run this part elsewhere';
const outcomes: readonly Outcome[] = [
  { name: 'a passes', status: 'passed', message: '', kernels: ['Abs', 'Add'] },
  { name: 'b passes again', status: 'passed', message: '', kernels: ['Abs'] },
  { name: 'c is known', status: 'failed', message: missing, kernels: ['LRN'] },
  { name: 'd is new', status: 'failed', message: 'Error: Arrays differ: a = 1', kernels: ['Abs'] },
  { name: 'e was left out', status: 'skipped', message: '', kernels: [] },
];
const known = { 'b passes again': 'wrong values', 'c is known': 'missing kernel' };

test('a known failure counts as skipped, a new one as failed', () => {
  const { passed, failed, skipped, improved } = judge(outcomes, { failed: known });
  expect(passed).toBe(2);
  expect(failed.map(({ name }) => name)).toEqual(['d is new']);
  expect(skipped).toBe(2);
  expect(improved).toEqual(['b passes again']);
});

test('results have the failures with their kinds, and the passed cases of each kernel', () => {
  expect(summarize(outcomes)).toEqual({
    passed: 2,
    skipped: 1,
    failed: { 'c is known': 'missing kernel', 'd is new': 'wrong values' },
    kernels: { Abs: 2, Add: 1, LRN: 0 },
  });
});

test('the summary counts cases by kind', () => {
  expect(summary(outcomes)).toBe('  missing kernel: 1\n  wrong values: 1');
  expect(fullReport(outcomes)).toContain('wrong values: 1\n  d is new: Error: Arrays differ');
});

describe('reasons', () => {
  test.each([
    [missing, 'missing kernel'],
    ['BackendError: Unique needs the numbers of its inputs, since', 'read at once'],
    ['RuntimeError: ONNX Runtime: Non-zero status', 'refused by ONNX Runtime'],
    ['Expected function to throw an Error.', 'error expected'],
    ['the page crashed', 'the page broke'],
    ['Expected $[1] = 5 to equal 15.', 'wrong values'],
    ['TypeError: x is undefined', 'other'],
  ])('%s', (message, reason) => {
    expect(reasonOf(message)).toBe(reason);
  });
});

describe('options', () => {
  test('shards are samples that make up the whole', () => {
    const all = Array.from({ length: 10 }, (_, i) => `case ${i}`);
    const shards = [1, 2, 3].map((part) =>
      selectCases(all, { filter: '', shard: { part, of: 3 } }),
    );
    expect(shards[0]).toEqual(['case 0', 'case 3', 'case 6', 'case 9']);
    expect(shards.flat().toSorted()).toEqual(all);
    expect(selectCases(all, { filter: '7', shard: { part: 1, of: 1 } })).toEqual(['case 7']);
  });

  test('the CPU is the default', () => {
    expect(readOptions([])).toMatchObject({ provider: 'cpu', shard: { part: 1, of: 1 } });
  });

  test.each([
    [['--provider', 'cuda'], '--provider cuda: unknown'],
    [['--shard', '3/2'], '--shard 3/2: expected I/N'],
    [['--update', '--filter', 'abs'], '--update: needs all cases'],
    [['--update', '--provider', 'tfjs-node'], '--update: needs all cases'],
  ])('%s', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
