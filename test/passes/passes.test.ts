import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  eliminateBroadcasts,
  eliminateCommonSubexpressions,
  eliminateIdentities,
  eliminateReshapes,
  flattenConcats,
  foldBatchNorms,
  foldConstants,
  foldForward,
  foldPads,
  fuseActivations,
  fuseAffines,
  fuseReductions,
  layNarrowImages,
  multiplyBatches,
  normalizeReshapes,
  type Pass,
  permuteDense,
  runPasses,
  simplifyArithmetic,
  sinkReshapes,
  skipLeadingAxes,
} from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';
import { runnableGraph } from './support/random-graph.ts';

/** A tolerance allows for other shapes and fusions, with which ONNX Runtime's kernels sum in another order. */
const cases: readonly [pass: Pass, mostly: readonly string[], tolerance: number][] = [
  [foldConstants, ['transpose', 'constant', 'concat', 'gather', 'slice', 'tile'], 1e-6],
  [eliminateBroadcasts, ['uniform', 'repeat', 'constant', 'neg'], 1e-6],
  [simplifyArithmetic, ['uniform', 'neg', 'addEqual'], 1e-6],
  [eliminateCommonSubexpressions, ['concat', 'neg', 'addEqual'], 1e-6],
  [eliminateIdentities, ['sameReshape', 'flatten', 'batch'], 1e-6],
  [flattenConcats, ['joined', 'concat'], 1e-6],
  [skipLeadingAxes, ['leadingAxes', 'relu'], 1e-6],
  [eliminateReshapes, ['flatten', 'batch', 'matMul', 'leakyRelu'], 1e-5],
  [foldBatchNorms, ['denseAffine', 'conv', 'perChannel'], 1e-4],
  [fuseActivations(18), ['relu', 'clip', 'hardSwish'], 1e-6],
  [normalizeReshapes, ['sameReshape', 'flatten', 'batch', 'squeeze', 'unsqueeze'], 1e-6],
  [sinkReshapes, ['squeezed', 'squeeze', 'unsqueeze', 'constant'], 1e-6],
  [layNarrowImages, ['signal', 'relu'], 1e-6],
  [fuseReductions, ['spatialMean'], 1e-5],
  [foldPads, ['paddedWindow', 'relu'], 1e-5],
  [multiplyBatches, ['gemm', 'matMul'], 1e-5],
  // Several products with 27 terms each: what cancels in one is large in the next.
  [permuteDense, ['imageToDense'], 1e-3],
  [fuseAffines, ['affine'], 1e-5],
  [foldForward, ['affineDense', 'perChannel', 'conv'], 1e-4],
];

test.each(cases.map((row) => [row[0].name, ...row] as const))(
  '%s computes the same',
  async (_, pass, mostly, tolerance) => {
    let changed = 0;
    const constant = pass === foldConstants;
    await fc.assert(
      fc.asyncProperty(runnableGraph({ mostly, constant }), async (graph) => {
        const after = runPasses(graph, [pass]);
        expect(pass(after)).toBe(after);
        await checkEquivalent(graph, after, { tolerance });
        if (after !== graph) changed++;
      }),
      { numRuns: 60 },
    );
    expect(changed).toBeGreaterThan(0);
  },
);
