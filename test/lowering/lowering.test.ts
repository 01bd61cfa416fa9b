/** Every lowering against tfjs's cpu backend. The cases are tables, one file per family. */
import { describe, expect, test } from 'vitest';
import { families } from './cases/index.ts';
import { firstDifference } from './support/lowering-case.ts';

describe.each(Object.entries(families))('%s', (_family, cases) => {
  test.each(cases.map((given) => [given.name, given] as const))('%s', async (_name, given) => {
    expect(await firstDifference(given)).toBe('');
  });
});
