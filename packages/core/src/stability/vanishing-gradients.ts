/**
 * Vanishing gradients: the discriminator is always right, and what it tells the generator has become
 * small beside what it used to be.
 */
import type { Detector } from './detector.ts';

/** Accuracy, on real and on generated images, from which on D counts as always right. */
const ALWAYS_RIGHT = 0.99;
/** The part of its usual length below which the generator's gradient has vanished. */
const VANISHED = 0.05;
/** Rows before which nothing is usual. */
const FIRST = 5;

export const vanishingGradients: Detector = {
  name: 'vanishing-gradients',
  patience: 5,
  start: () => {
    let logarithms = 0;
    let rows = 0;
    return ({ gGradientNorm, dAccuracy }) => {
      if (gGradientNorm === undefined) return undefined;
      const isRight = dAccuracy >= ALWAYS_RIGHT;
      // The geometric mean of the first rows and of those in which the discriminator erred: a
      // gradient that fades under one that never errs must not become the usual one.
      const value = gGradientNorm / Math.exp(logarithms / rows);
      const shows = rows >= FIRST && isRight && value < VANISHED;
      if (rows < FIRST || !isRight) {
        logarithms += Math.log(Math.max(gGradientNorm, Number.MIN_VALUE));
        rows++;
      }
      const finding = `the generator's gradient is ${percent(value)} of its usual length while the discriminator is right ${percent(dAccuracy)} of the time`;
      return { shows, value, finding };
    };
  },
};

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
