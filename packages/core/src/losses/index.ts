/** The losses by name; a new one is a file beside this and a line here. */
import { CoreError } from '../errors.ts';
import { hinge } from './hinge.ts';
import { leastSquares } from './least-squares.ts';
import { minimax, nonSaturating, type GanLoss } from './loss.ts';
import { wasserstein } from './wasserstein.ts';

export { clipWeights } from './clip-weights.ts';
export type { GanLoss, LabelOptions } from './loss.ts';
export { lossPresetNames, lossPresetOf, lossPresets, type LossPreset } from './presets.ts';
export * from './regularizers/index.ts';

export const losses = {
  'non-saturating': nonSaturating,
  minimax,
  lsgan: leastSquares,
  hinge,
  wgan: wasserstein,
} as const satisfies Record<string, GanLoss>;

export type LossName = keyof typeof losses;

export const lossNames = Object.keys(losses) as LossName[];

/** @throws CoreError 'bad-argument' for a name that is none */
export function lossOf(name: string): GanLoss {
  const known = lossNames.find((candidate) => candidate === name);
  if (known) return losses[known];
  throw new CoreError(
    'bad-argument',
    `loss: there is no '${name}'; choose one of ${lossNames.join(', ')}`,
  );
}
