/** The report line of a step. */
import type { StepNumbers } from '../engines/engine.ts';

/** `step 200 [D loss: 1.212 | D accuracy: 71.1%] [G loss: 0.934]` */
export function reportLine(step: number, row: { dLoss: number; dAccuracy: number; gLoss: number }) {
  const { dLoss, dAccuracy, gLoss } = row;
  const accuracy = (100 * dAccuracy).toFixed(1);
  return `step ${step} [D loss: ${dLoss.toFixed(3)} | D accuracy: ${accuracy}%] [G loss: ${gLoss.toFixed(3)}]`;
}

/** The share of images, real and generated, that the discriminator classifies correctly. */
export function accuracyOf(
  metrics: Pick<StepNumbers, 'dAccuracyReal' | 'dAccuracyGenerated'>,
): number {
  return (metrics.dAccuracyReal + metrics.dAccuracyGenerated) / 2;
}
