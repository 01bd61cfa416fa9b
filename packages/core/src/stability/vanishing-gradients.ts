/**
 * Vanishing gradients: the discriminator classifies all images correctly, and the gradient of the
 * generator is much smaller than before.
 */
import type { Detector } from './detector.ts';

/** The accuracy at and above which the discriminator counts as always right. */
const ALWAYS_RIGHT = 0.99;
/** The share of its usual norm below which the generator's gradient has vanished. */
const VANISHED = 0.05;
/** The number of rows that determine the usual norm before anything is detected. */
const FIRST_ROWS = 5;

export const vanishingGradients: Detector = {
  name: 'vanishing-gradients',
  patience: 5,
  start: () => {
    let logarithms = 0;
    let rows = 0;
    return ({ gGradientNorm, dAccuracy }) => {
      if (gGradientNorm === undefined || dAccuracy === undefined) return undefined;
      const isRight = dAccuracy >= ALWAYS_RIGHT;
      // The usual norm is the geometric mean of the first rows and of rows in which the discriminator
      // errs. Rows in which it does not err are excluded, because the gradient may fade slowly there.
      const value = gGradientNorm / Math.exp(logarithms / rows);
      const detected = rows >= FIRST_ROWS && isRight && value < VANISHED;
      if (rows < FIRST_ROWS || !isRight) {
        logarithms += Math.log(Math.max(gGradientNorm, Number.MIN_VALUE));
        rows++;
      }
      const finding = `the generator's gradient is ${percent(value)} of its usual norm while the accuracy of the discriminator is ${percent(dAccuracy)}`;
      return { detected, value, finding };
    };
  },
};

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
