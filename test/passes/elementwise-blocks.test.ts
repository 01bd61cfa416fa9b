import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph, Node, ValueInfo } from '@ganport/graph';
import { blockElementwise, runPasses, trainingPassesFor } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';

const shapes = [[32, 8192], [2, 4, 4, 8192], [262144], [12, 25000]];

/** How many of the values before an operator reads. */
const operands: Readonly<Record<string, 1 | 2>> = {
  ...{ Abs: 1, Neg: 1, Reciprocal: 1, Relu: 1, Sign: 1, Sqrt: 1 },
  ...{ Add: 2, Div: 2, Max: 2, Min: 2, Mul: 2, Sub: 2 },
  // These are not elementwise: values leave a group through them.
  ...{ ReduceMean: 1, Softmax: 1 },
};

interface Arithmetic {
  readonly shape: readonly number[];
  /** Operators, and which of the values before they read, counted from the last one. */
  readonly steps: readonly { readonly op: string; readonly back: readonly number[] }[];
}

const step = fc.record({
  op: fc.constantFrom(...Object.keys(operands)),
  back: fc.tuple(fc.nat(3), fc.nat(9)),
});
const arithmetic: fc.Arbitrary<Arithmetic> = fc.record({
  shape: fc.constantFrom(...shapes),
  steps: fc.array(step, { minLength: 10, maxLength: 24 }),
});
const sums: Arithmetic = {
  shape: [12, 25000],
  steps: Array.from({ length: 10 }, (_, i) => ({ op: 'Add', back: [0, i] })),
};

/** Arithmetic on large tensors and a number. */
function graphOf({ shape, steps }: Arithmetic): Graph {
  const info = (name: string, dims: readonly number[]): ValueInfo => {
    return { name, dtype: 'float32', shape: dims };
  };
  const inputs = [info('x', shape), info('y', shape), info('rate', [])];
  const known = [...inputs];
  const nodes = steps.map(({ op, back }, i): Node => {
    const read = back
      .slice(0, operands[op])
      .map((n) => known.at(-1 - (n % known.length)) as ValueInfo);
    const isNumber = op === 'ReduceMean' || read.every((value) => value.shape.length === 0);
    // Softmax needs an axis, which a number has not.
    const own = op === 'Softmax' && isNumber ? 'Neg' : op;
    known.push(info(`v${i}`, isNumber ? [] : shape));
    return {
      name: `n${i}`,
      op: own,
      domain: '',
      inputs: read.map(({ name }) => name),
      outputs: [`v${i}`],
      attributes: own === 'ReduceMean' ? { keepdims: { type: 'int', value: 0 } } : {},
    };
  });
  const values = new Map(known.slice(inputs.length).map((value) => [value.name, value]));
  return { name: 'g', inputs, outputs: known.slice(-2), initializers: new Map(), nodes, values };
}

test('arithmetic in blocks has the same results to the last bit', async () => {
  let loops = 0;
  await fc.assert(
    fc.asyncProperty(arithmetic, async (drawn) => {
      const graph = graphOf(drawn);
      const after = blockElementwise(graph);
      expect(blockElementwise(after)).toBe(after);
      await checkEquivalent(graph, after);
      loops += after.nodes.filter(({ op }) => op === 'Scan').length;
    }),
    { numRuns: 8, examples: [[sums]] },
  );
  expect(loops).toBeGreaterThan(0);
});

test('passes for a CPU leave nothing to do', () => {
  fc.assert(
    fc.property(arithmetic, (drawn) => {
      const passes = trainingPassesFor('cpu');
      const after = runPasses(graphOf(drawn), passes);
      expect(runPasses(after, passes)).toBe(after);
    }),
    { numRuns: 30 },
  );
});
