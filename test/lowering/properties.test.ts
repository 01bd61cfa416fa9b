/**
 * Every lowering against tfjs's cpu backend, on random shapes, dtypes and attributes. A kernel without a
 * generator fails. GANPORT_RUNS multiplies the number of cases.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loweredKernels } from '@ganport/export/internal';
import { generators } from './generators/index.ts';
import { integer, several } from './support/drawing.ts';
import { firstDifferenceOf } from './support/generator.ts';
import { kernelCalls } from './support/kernel-calls.ts';
import type { LoweringCase } from './support/lowering-case.ts';
import { complexKernels } from './support/kernel-notes.ts';

const CASES_IN_GRAPH = 8;
/** Milliseconds, after which a failing case is not made smaller. */
const TIME_LIMIT = 60_000;
const RUNS = 2 * Number(process.env['GANPORT_RUNS'] ?? 1);

test('every kernel with a lowering has a generator', () => {
  const kernels = new Set([...loweredKernels(), ...complexKernels]);
  expect(Object.keys(generators).toSorted()).toEqual([...kernels].toSorted());
});

/** Whether a case calls the kernel; calls of complex kernels are not recorded. */
const calls = ({ inputs, fn }: LoweringCase, kernel: string) =>
  complexKernels.includes(kernel) || kernelCalls(inputs, fn).some((call) => call.kernel === kernel);

test.each(Object.entries(generators))('%s', async (kernel, generate) => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const cases = several(integer(draw, 1, CASES_IN_GRAPH), () => generate(draw));
      const idle = cases.filter((given) => !calls(given, kernel));
      expect(idle.map(({ name }) => name)).toEqual([]);
      const difference = await firstDifferenceOf(cases);
      if (difference) throw new Error(difference);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT },
  );
});
