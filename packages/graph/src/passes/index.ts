/**
 * Passes: functions from graph to graph. `trainingPasses` and `inferencePasses` are the lists that traced
 * graphs go through.
 *
 * @module
 */
import { foldBatchNorms } from './batch-norm-folding.ts';
import { eliminateBroadcasts } from './broadcast-elimination.ts';
import { padChannels } from './channel-padding.ts';
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import { fuseNormalizations } from './normalization-fusion.ts';
import type { Pass } from './pass.ts';
import { eliminateReversals } from './reversal-elimination.ts';
import { eliminateReshapes } from './reshape-elimination.ts';
import { simplifyArithmetic } from './simplify-arithmetic.ts';
import { eliminateTransposes } from './transpose-elimination.ts';

export { runPasses, type Pass } from './pass.ts';
export {
  eliminateBroadcasts,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  eliminateIdentities,
  eliminateReshapes,
  eliminateReversals,
  eliminateTransposes,
  foldBatchNorms,
  foldConstants,
  fuseNormalizations,
  padChannels,
  simplifyArithmetic,
};

/**
 * For training steps, whose weights change. Results stay the same to the last bit, apart from the order
 * of sums. These passes are fast, since a user waits for the first step.
 */
export const trainingPasses: readonly Pass[] = [
  foldConstants,
  eliminateCommonSubexpressions,
  eliminateTransposes,
  eliminateReshapes,
  eliminateReversals,
  eliminateBroadcasts,
  simplifyArithmetic,
  eliminateIdentities,
  padChannels,
  eliminateDeadCode,
];

/** For models whose weights are constants, so that arithmetic can be folded into the weights. */
export const inferencePasses: readonly Pass[] = [
  ...trainingPasses,
  fuseNormalizations,
  foldBatchNorms,
];
