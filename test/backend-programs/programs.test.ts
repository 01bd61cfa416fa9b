/**
 * Ordinary tfjs programs, which know nothing of ganport: on the onnx backend they find the numbers of tfjs's cpu
 * backend, and leave as many tensors.
 */
import * as tf from '@tensorflow/tfjs';
import { registerOnnxBackend } from '@ganport/backend';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Figures, Program, Programs } from './program.ts';
import { generative } from './programs/generative.ts';
import { programs } from './programs/index.ts';
import { pictures } from './programs/pictures.ts';
import { simulations } from './programs/simulations.ts';
import { values } from './programs/values.ts';
import { workshop } from './programs/workshop.ts';
import { type Outcome, outcomeOf } from './run.ts';

tf.enableProdMode();

/** In relation to the root mean square of the figures: rounding, carried through a few training steps. */
const tolerance = 1e-3;

/** The first difference, in words; undefined where there is none. */
function differenceOf(actual: Figures | undefined, expected: Figures): string | undefined {
  const [own, known] = [listOf(actual), listOf(expected)];
  if (own.length !== known.length) return `${own.length} in place of ${known.length} figures`;
  const square = known.reduce<number>((sum, value) => sum + Number(value) ** 2, 0) / known.length;
  const scale = Math.sqrt(square);
  const at = known.findIndex((value, i) => {
    const difference = Math.abs(Number(own[i]) - Number(value)) / scale;
    return own[i] !== value && !(difference <= tolerance);
  });
  return at < 0 ? undefined : `figure ${at} is ${own[at]} in place of ${known[at]}`;
}

function listOf(figures: Figures | undefined): (number | string)[] {
  if (figures === undefined) return [];
  return typeof figures === 'object' ? Array.from<number | string>(figures) : [figures];
}

const outcomes = new Map<Program, Outcome>();

async function expectedOf(program: Program): Promise<Outcome> {
  await tf.setBackend('cpu');
  const expected = outcomes.get(program) ?? (await outcomeOf(program));
  outcomes.set(program, expected);
  return expected;
}

/** With `smallOnHost: false` small programs too are computed by ONNX Runtime throughout. */
const cases: readonly { readonly smallOnHost: boolean; readonly some: Programs }[] = [
  { smallOnHost: true, some: programs },
  {
    smallOnHost: false,
    some: { ...generative, ...pictures, ...values, ...simulations, ...workshop },
  },
];

describe.each(cases)('smallOnHost: $smallOnHost', ({ smallOnHost, some }) => {
  beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1, smallOnHost }));
  afterAll(() => tf.removeBackend('onnx'));

  test.each(Object.entries(some))('%s', async (_, program) => {
    const expected = await expectedOf(program);
    await tf.setBackend('onnx');
    const actual = await outcomeOf(program);
    const differences = Object.entries(expected.figures).flatMap(([name, figures]) => {
      const difference = differenceOf(actual.figures[name], figures);
      return difference === undefined ? [] : [`${name}: ${difference}`];
    });
    expect(differences).toEqual([]);
    expect(actual.left).toEqual(expected.left);
  });
});
