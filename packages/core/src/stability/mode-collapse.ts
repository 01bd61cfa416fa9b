/**
 * Mode collapse: samples of different noise are alike, or only few of the modes are among them. A
 * generator starts with samples that are all alike, so the sign needs either a better past or time.
 */
import type { MetricsRow } from '../run-folder/metrics.ts';
import type { Reading, Sign } from './sign.ts';

/** Samples that differ by less than this share of what real images do are too much alike. */
const LEAST_DIVERSITY = 0.5;
/** And so are those that hit less than this share of the modes. */
const LEAST_MODES = 0.75;
/** Steps in which a generator may still be on its way. */
const WARM_UP = 1000;

export const modeCollapse: Sign = {
  name: 'mode-collapse',
  patience: 3,
  reader: () => {
    let wasWell = false;
    return (row) => {
      const reading = read(row);
      if (reading && !reading.shows) wasWell = true;
      return wasWell || row.step >= WARM_UP ? reading : undefined;
    };
  },
};

function read({ diversityRatio, modesHit, modes }: MetricsRow): Reading | undefined {
  if (modesHit !== undefined && modes !== undefined && modesHit < LEAST_MODES * modes) {
    const finding = `samples hit ${modesHit} of ${modes} modes`;
    return { shows: true, value: modesHit, finding };
  }
  if (diversityRatio === undefined) return undefined;
  const percent = Math.round(100 * diversityRatio);
  const finding = `samples differ by ${percent} % of what real images do, less than ${100 * LEAST_DIVERSITY} %`;
  return { shows: diversityRatio < LEAST_DIVERSITY, value: diversityRatio, finding };
}
