/** The report line of a step. */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';

/**
 * `step 200 [D loss: 1.212 | D accuracy: 71.1%] [G loss: 0.934]`; in a phase without a discriminator
 * `step 200 [pre-training] [G loss: 2.310]`.
 */
export function reportLine(
  step: number,
  { dLoss, dAccuracy, gLoss }: Pick<MetricsRow, 'gLoss'> & Readonly<Record<string, number>>,
): string {
  const discriminator =
    dLoss === undefined || dAccuracy === undefined
      ? 'pre-training'
      : `D loss: ${dLoss.toFixed(3)} | D accuracy: ${(100 * dAccuracy).toFixed(1)}%`;
  return `step ${step} [${discriminator}] [G loss: ${gLoss.toFixed(3)}]`;
}

/**
 * The share of images, real and generated, that the discriminator classifies correctly; undefined for a
 * step without a discriminator.
 */
export function accuracyOf({
  dAccuracyReal,
  dAccuracyGenerated,
}: Readonly<Record<string, number>>): number | undefined {
  if (dAccuracyReal === undefined || dAccuracyGenerated === undefined) return undefined;
  return (dAccuracyReal + dAccuracyGenerated) / 2;
}
