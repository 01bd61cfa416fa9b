import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inferencePasses, runPasses, trainingPasses } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';
import { runnableGraph } from './support/random-graph.ts';

/** Reductions sum in another order, and folded constants are rounded at another step. */
const tolerance = 1e-4;

test.each([
  ['training', trainingPasses],
  ['inference', inferencePasses],
])(
  'passes for %s: the same results, fewer nodes, and then nothing is left to do',
  async (_, passes) => {
    let removed = 0;
    await fc.assert(
      fc.asyncProperty(runnableGraph({ length: 12 }), async (graph) => {
        const after = runPasses(graph, passes);
        for (const pass of passes) expect(pass(after)).toBe(after);
        await checkEquivalent(graph, after, { tolerance });
        removed += graph.nodes.length - after.nodes.length;
      }),
      { numRuns: 150 },
    );
    expect(removed).toBeGreaterThan(200);
  },
);
