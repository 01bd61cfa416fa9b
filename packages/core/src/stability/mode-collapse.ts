/**
 * Mode collapse: samples of different noise are alike, or only few of the data's modes are among them.
 * A generator starts like that, so the sign needs a better past, or time in which nothing got better.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Detector, Measurement } from './detector.ts';

/** Samples that differ by less than this share of what real images do are too much alike. */
const LEAST_DIVERSITY = 0.5;
/** Samples that hit less than this share of the modes hit few. */
const LEAST_MODES = 0.65;
/** The share of the samples that belong to a mode before which it is early to count them. */
const RECOGNIZABLE = 0.5;
/** Steps in which a generator may be on its way to more. */
const WARM_UP = 1000;

export const modeCollapse: Detector = {
  name: 'mode-collapse',
  patience: 3,
  start: () => {
    const measureModes = modesMeasure();
    const measureDiversity = diversityMeasure();
    return (row) => {
      const [modes, diversity] = [measureModes(row), measureDiversity(row)];
      return modes?.shows ? modes : (diversity ?? modes);
    };
  },
};

function diversityMeasure(): (row: MetricsRow) => Measurement | undefined {
  let wasDiverse = false;
  return ({ step, diversityRatio: value }) => {
    if (value === undefined) return undefined;
    const isLow = value < LEAST_DIVERSITY;
    wasDiverse ||= !isLow;
    const finding = `samples differ by ${Math.round(100 * value)} % of what real images do`;
    return { shows: isLow && (wasDiverse || step >= WARM_UP), value, finding };
  };
}

function modesMeasure(): (row: MetricsRow) => Measurement | undefined {
  let best = 0;
  let bestAt = 0;
  return ({ step, modesHit: value, modes, inModes = 1 }) => {
    if (value === undefined || modes === undefined || inModes < RECOGNIZABLE) return undefined;
    if (value > best) [best, bestAt] = [value, step];
    const fell = value < LEAST_MODES * best;
    const stuck = value < LEAST_MODES * modes && step - bestAt >= WARM_UP;
    return { shows: fell || stuck, value, finding: `samples hit ${value} of ${modes} modes` };
  };
}
