/**
 * Vanishing gradients: the discriminator is always right, and what it tells the generator has become
 * small beside what it used to be.
 */
import type { Sign } from './sign.ts';

/** Accuracy, on real and on generated images, from which on D counts as always right. */
const ALWAYS_RIGHT = 0.99;
/** The part of its usual length below which the generator's gradient has vanished. */
const VANISHED = 0.05;
/** Rows before which nothing is usual. */
const FIRST = 5;

export const vanishingGradients: Sign = {
  name: 'vanishing-gradients',
  patience: 5,
  reader: () => {
    let logarithms = 0;
    let rows = 0;
    return ({ gGradientNorm, dAccuracy }) => {
      if (gGradientNorm === undefined) return undefined;
      const logarithm = Math.log(Math.max(gGradientNorm, Number.MIN_VALUE));
      // The geometric mean of all rows before, but for those that show the sign.
      const usual = Math.exp(logarithms / rows);
      const value = gGradientNorm / usual;
      const shows = rows >= FIRST && dAccuracy >= ALWAYS_RIGHT && value < VANISHED;
      if (!shows) {
        logarithms += logarithm;
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
