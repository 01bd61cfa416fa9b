/** Divergence: a loss is far outside its usual range. (A loss that is not finite ends the run.) */
import type { Detector } from './detector.ts';

/** A loss that is more than this many times its usual size diverges. */
const LARGEST_RATIO = 10;
/** The least usual size: losses below it never diverge. */
const LEAST_SIZE = 1;
/** The number of rows that determine the usual size before anything is detected. */
const FIRST_ROWS = 10;

export const divergence: Detector = {
  name: 'divergence',
  patience: 5,
  start: () => {
    const sums = { dLoss: 0, gLoss: 0 };
    let rows = 0;
    return (row) => {
      const { dLoss, gLoss } = row;
      // Pre-training has no discriminator, and its loss is another one.
      if (dLoss === undefined) return undefined;
      const values = { dLoss, gLoss };
      const sizes = (['dLoss', 'gLoss'] as const).map((loss) => {
        // The mean of all earlier rows without detected ones.
        const usual = Math.max(LEAST_SIZE, sums[loss] / rows);
        const size = Math.abs(values[loss]);
        return { loss, size, ratio: size / usual };
      });
      const largest = sizes.reduce((a, b) => (b.ratio > a.ratio ? b : a));
      const detected = rows >= FIRST_ROWS && largest.ratio > LARGEST_RATIO;
      if (!detected) {
        for (const { loss, size } of sizes) sums[loss] += size;
        rows++;
      }
      const name = largest.loss === 'dLoss' ? "the discriminator's" : "the generator's";
      const finding = `${name} loss is ${values[largest.loss].toPrecision(3)}, ${Math.round(largest.ratio)} times its usual size`;
      return { detected, value: largest.ratio, finding };
    };
  },
};
