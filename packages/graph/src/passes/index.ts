/**
 * Passes: functions from graph to graph. `trainingPasses` and `inferencePasses` are the lists that traced
 * graphs go through.
 *
 * @module
 */

import { defaultOpset } from '../opset.ts';
import { fuseActivations } from './activation-fusion.ts';
import { fuseAffines } from './affine-fusion.ts';
import { foldBatchNorms } from './batch-norm-folding.ts';
import { eliminateBroadcasts } from './broadcast-elimination.ts';
import { byteInput } from './byte-input.ts';
import { channelsFirst } from './channels-first.ts';
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';
import { flattenConcats } from './concat-flattening.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { blockElementwise } from './elementwise-blocks.ts';
import { multiplyBatches } from './dense-batches.ts';
import { permuteDense } from './dense-layout.ts';
import { foldForward } from './forward-folding.ts';
import { gatherLess } from './gathered-products.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import { skipLeadingAxes } from './leading-axes.ts';
import { layNarrowImages } from './narrow-images.ts';
import { fuseNormalizations } from './normalization-fusion.ts';
import { foldPads } from './pad-folding.ts';
import { composeLinear } from './linear-composition.ts';
import { type Pass, runPasses } from './pass.ts';
import { storeOnce } from './repeated-constants.ts';
import { eliminateReversals } from './reversal-elimination.ts';
import { fuseReductions } from './reduction-fusion.ts';
import { eliminateReshapes } from './reshape-elimination.ts';
import { normalizeReshapes } from './reshape-normalization.ts';
import { sinkReshapes } from './reshape-sinking.ts';
import { simplifyArithmetic } from './simplify-arithmetic.ts';
import { inSubgraphs } from './subgraphs.ts';
import { eliminateTransposes } from './transpose-elimination.ts';
import { readTransposed } from './transposed-products.ts';

export { runPasses, type Pass } from './pass.ts';
export {
  blockElementwise,
  byteInput,
  channelsFirst,
  composeLinear,
  eliminateBroadcasts,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  eliminateIdentities,
  eliminateReshapes,
  eliminateReversals,
  eliminateTransposes,
  flattenConcats,
  foldBatchNorms,
  foldConstants,
  foldForward,
  foldPads,
  fuseActivations,
  fuseAffines,
  fuseNormalizations,
  fuseReductions,
  gatherLess,
  inSubgraphs,
  layNarrowImages,
  multiplyBatches,
  normalizeReshapes,
  permuteDense,
  readTransposed,
  simplifyArithmetic,
  sinkReshapes,
  skipLeadingAxes,
  storeOnce,
};

const training: readonly Pass[] = [
  foldConstants,
  eliminateCommonSubexpressions,
  eliminateTransposes,
  eliminateReshapes,
  eliminateReversals,
  eliminateBroadcasts,
  simplifyArithmetic,
  eliminateIdentities,
  eliminateDeadCode,
];

/**
 * For training steps, whose weights change. Results stay the same to the last bit, apart from the order
 * of sums. These passes are fast, since a user waits for the first step.
 */
export const trainingPasses: readonly Pass[] = [...training, readTransposed, inSubgraphs(training)];

/** Blocks come last: they hide arithmetic from the other passes, which then put reshapes together. */
const cpuTrainingPasses: readonly Pass[] = [
  (graph) => blockElementwise(runPasses(graph, trainingPasses)),
];

/**
 * `trainingPasses`, and on a CPU long arithmetic on large tensors in blocks.
 *
 * @param strategy how the graph's convolutions are written
 */
export function trainingPassesFor(strategy: 'cpu' | 'direct'): readonly Pass[] {
  return strategy === 'cpu' ? cpuTrainingPasses : trainingPasses;
}

/**
 * For models whose weights are constants, so that arithmetic can be folded into the weights.
 *
 * @param opset the operator set of the file; operators of later ones are not used
 */
export function inferencePassesFor(opset: number): readonly Pass[] {
  const passes: readonly Pass[] = [
    foldConstants,
    eliminateCommonSubexpressions,
    normalizeReshapes,
    layNarrowImages,
    sinkReshapes,
    ...training,
    fuseActivations(opset),
    (graph) => fuseNormalizations(graph, opset),
    foldBatchNorms,
    multiplyBatches,
    permuteDense,
    foldForward,
    foldPads,
    fuseReductions,
    fuseAffines,
    flattenConcats,
    skipLeadingAxes,
    composeLinear,
    gatherLess,
  ];
  // The body of a loop would repeat its constants in each turn.
  return [...passes, inSubgraphs(passes), storeOnce];
}

/** The same for the operator set that ganport writes by default. */
export const inferencePasses: readonly Pass[] = inferencePassesFor(defaultOpset);
