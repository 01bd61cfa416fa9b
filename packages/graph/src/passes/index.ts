/** Passes over graphs, and which of them a traced graph goes through, by what it is for. */
import { foldBatchNorms } from './batch-norm-folding.ts';
import { eliminateBroadcasts } from './broadcast-elimination.ts';
import { padChannels } from './channel-padding.ts';
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import { fuseNormalizations } from './normalization-fusion.ts';
import type { Pass } from './pass.ts';
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
  eliminateTransposes,
  foldBatchNorms,
  foldConstants,
  fuseNormalizations,
  padChannels,
  simplifyArithmetic,
};

/**
 * For training steps, whose weights change. Results stay the same to the last bit but for the order
 * of sums, and it does not take long: a user waits for the first step.
 */
export const trainingPasses: readonly Pass[] = [
  foldConstants,
  eliminateCommonSubexpressions,
  eliminateTransposes,
  eliminateReshapes,
  eliminateBroadcasts,
  simplifyArithmetic,
  eliminateIdentities,
  padChannels,
  eliminateDeadCode,
];

/** For models whose weights are constants, which may be changed. */
export const inferencePasses: readonly Pass[] = [
  ...trainingPasses,
  fuseNormalizations,
  foldBatchNorms,
];
