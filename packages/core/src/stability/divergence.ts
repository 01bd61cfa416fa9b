/** Divergence: a loss has left the range that it was in. (A loss that is no number ends the run.) */
import type { Detector } from './detector.ts';

/** How many times its usual size a loss may have. */
const MOST = 10;
/** Losses below this are never large. */
const UNIT = 1;
/** Rows before which nothing is usual. */
const FIRST = 10;

export const divergence: Detector = {
  name: 'divergence',
  patience: 5,
  start: () => {
    const sums = { dLoss: 0, gLoss: 0 };
    let rows = 0;
    return (row) => {
      const sizes = (['dLoss', 'gLoss'] as const).map((loss) => {
        // The mean of all rows before, but for those that show the sign.
        const usual = Math.max(UNIT, sums[loss] / rows);
        return { loss, size: Math.abs(row[loss]), times: Math.abs(row[loss]) / usual };
      });
      const largest = sizes.reduce((a, b) => (b.times > a.times ? b : a));
      const shows = rows >= FIRST && largest.times > MOST;
      if (!shows) {
        for (const { loss, size } of sizes) sums[loss] += size;
        rows++;
      }
      const name = largest.loss === 'dLoss' ? "the discriminator's" : "the generator's";
      const finding = `${name} loss is ${row[largest.loss].toPrecision(3)}, ${Math.round(largest.times)} times its usual size`;
      return { shows, value: largest.times, finding };
    };
  },
};
