/** Passes over graphs, and which of them a traced graph goes through, by what it is for. */
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import type { Pass } from './pass.ts';
import { eliminateTransposes } from './transpose-elimination.ts';

export { runPasses, type Pass } from './pass.ts';
export {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  eliminateIdentities,
  eliminateTransposes,
};

/** For models whose weights are constants. */
export const inferencePasses: readonly Pass[] = [
  eliminateTransposes,
  eliminateIdentities,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
];

/** For training steps, whose weights change: cheap, since a user waits for the first step. */
export const trainingPasses: readonly Pass[] = [
  eliminateTransposes,
  eliminateIdentities,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
];
