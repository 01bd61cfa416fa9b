/** Every lowering against tfjs's cpu backend; the cases are tables, one file a family. */
import { describe, test } from 'vitest';
import { families } from './cases/index.ts';
import { checkCase } from './support/lowering-case.ts';

for (const [family, cases] of Object.entries(families)) {
  describe(family, () => {
    test.each(cases.map((given) => [given.name, given] as const))('%s', async (_name, given) => {
      await checkCase(given);
    });
  });
}
