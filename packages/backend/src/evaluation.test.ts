/** Recorded values are computed alike, at once or later. */
import { GraphBuilder, type Value } from '@ganport/graph';
import { add, gather, unary } from '@ganport/graph/ops';
import { becomeInput } from '@ganport/graph/internal';
import type { ChosenProvider } from '@ganport/runtime/internal';
import { chooseProvider } from '@ganport/runtime/internal/node';
import { createSession } from '@ganport/runtime/node';
import { afterEach, describe, expect, test } from 'vitest';
import { type Evaluator, evaluatorOn } from './evaluation.ts';
import { Source } from './source.ts';

const cpu = { providers: ['cpu'], threads: 1 } as const;
const later: ChosenProvider = {
  ...{ provider: 'cpu', refused: [], notes: [] },
  open: (model) => createSession(model, cpu),
};

describe.each([
  ['at once', () => chooseProvider(cpu)],
  ['later', async () => later],
] as const)('%s', (_, choose) => {
  let evaluator: Evaluator;
  afterEach(() => evaluator.dispose());

  const graph = new GraphBuilder();
  const numbers = async (source: Source | undefined) => [...((await source?.ready())?.data ?? [])];

  /** Three numbers, and what finds them and all that was computed. */
  function start() {
    const x = graph.input('', { dtype: 'float32', shape: [3] });
    const data = Float32Array.of(1, 2, 3);
    const sources = new Map([[x, Source.known({ dtype: 'float32', dims: [3], data })]]);
    const evaluate = (values: readonly Value[]) => {
      const results = evaluator.evaluate(values, (value) => sources.get(value) as Source);
      for (const [i, value] of values.entries()) {
        sources.set(value, results[i] as Source);
        becomeInput(value);
      }
      return results;
    };
    return { x, evaluate };
  }

  test('what is computed is used before it is there', async () => {
    evaluator = evaluatorOn(await choose());
    const { x, evaluate } = start();
    const negative = unary(graph, 'Neg', x);
    const [first] = evaluate([negative]);
    const [sum, square] = evaluate([add(graph, negative, x), add(graph, negative, negative)]);
    expect(await numbers(square)).toEqual([-2, -4, -6]);
    expect(await numbers(sum)).toEqual([0, 0, 0]);
    expect(await numbers(first)).toEqual([-1, -2, -3]);
  });

  test('a value that cannot be computed fails alone, with what depends on it', async () => {
    evaluator = evaluatorOn(await choose());
    const { x, evaluate } = start();
    const outside = graph.constant({ dtype: 'int32', shape: [1], data: Int32Array.of(9) });
    const bad = gather(graph, x, outside, 0);
    const [good, failed] = evaluate([unary(graph, 'Neg', x), bad]);
    const [dependent] = evaluate([unary(graph, 'Abs', bad)]);
    expect(await numbers(good)).toEqual([-1, -2, -3]);
    await expect(failed?.ready()).rejects.toThrow(/out of data bounds/);
    await expect(dependent?.ready()).rejects.toThrow(/out of data bounds/);
  });
});
