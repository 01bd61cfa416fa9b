/**
 * Ordinary tfjs programs, which know nothing of ganport: on the onnx backend they find the numbers of tfjs's cpu
 * backend, and leave as many tensors.
 */
import * as tf from '@tensorflow/tfjs';
import { registerOnnxBackend } from '@ganport/backend';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Figures, Program } from './program.ts';
import { programs } from './programs/index.ts';
import { type Outcome, outcomeOf } from './run.ts';

tf.enableProdMode();

/** In relation to the root mean square of the figures: rounding, carried through a few training steps. */
const tolerance = 1e-3;

function expectAlike(actual: Figures | undefined, expected: Figures, name: string) {
  if (typeof expected === 'string' || typeof expected === 'number')
    return expectAlike([actual] as never, [expected] as never, name);
  const own = Array.from((actual ?? []) as ArrayLike<number | string>);
  expect(own.length, name).toBe(expected.length);
  const known = Array.from(expected as ArrayLike<number | string>);
  const square = known.reduce<number>((sum, value) => sum + Number(value) ** 2, 0) / known.length;
  for (const [i, value] of known.entries()) {
    const difference = Math.abs(Number(own[i]) - Number(value)) / Math.sqrt(square);
    const same = own[i] === value || difference <= tolerance;
    if (!same) expect(own, `${name} ${i}`).toEqual(known);
  }
}

const outcomes = new Map<Program, Outcome>();

async function expectedOf(program: Program): Promise<Outcome> {
  await tf.setBackend('cpu');
  const expected = outcomes.get(program) ?? (await outcomeOf(program));
  outcomes.set(program, expected);
  return expected;
}

/** With `smallOnHost: false` the same programs, though small, are computed by ONNX Runtime throughout. */
describe.each([true, false])('smallOnHost: %s', (smallOnHost) => {
  beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1, smallOnHost }));
  afterAll(() => tf.removeBackend('onnx'));

  test.each(Object.entries(programs))('%s', async (_, program) => {
    const expected = await expectedOf(program);
    await tf.setBackend('onnx');
    const actual = await outcomeOf(program);
    for (const [name, figures] of Object.entries(expected.figures)) {
      expectAlike(actual.figures[name], figures, name);
    }
    expect(actual.left).toEqual(expected.left);
  });
});
