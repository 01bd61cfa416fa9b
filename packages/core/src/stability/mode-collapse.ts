/**
 * Mode collapse: samples of different noise are similar, or they hit only few modes of the data. Every
 * generator starts like this. It counts as collapse after better measurements, or after many steps
 * without improvement.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Detector, Measurement } from './detector.ts';

/** Samples are too similar below this share of the diversity of real images. */
const LEAST_DIVERSITY = 0.5;
/** Samples hit too few modes below this share of them. */
const LEAST_MODES = 0.65;
/** Modes are counted when at least this share of the samples belongs to one. */
const RECOGNIZABLE = 0.5;
/** Steps without improvement after which a generator counts as collapsed. */
const WARM_UP = 1000;

export const modeCollapse: Detector = {
  name: 'mode-collapse',
  patience: 3,
  start: () => {
    const measureModes = modesMeasure();
    const measureDiversity = diversityMeasure();
    return (row) => {
      const modes = measureModes(row);
      const diversity = measureDiversity(row);
      return modes?.detected ? modes : (diversity ?? modes);
    };
  },
};

function diversityMeasure(): (row: MetricsRow) => Measurement | undefined {
  let wasDiverse = false;
  return ({ step, diversityRatio: value }) => {
    if (value === undefined) return undefined;
    const isLow = value < LEAST_DIVERSITY;
    wasDiverse ||= !isLow;
    const finding = `the diversity of samples is ${Math.round(100 * value)} % of that of real images`;
    return { detected: isLow && (wasDiverse || step >= WARM_UP), value, finding };
  };
}

function modesMeasure(): (row: MetricsRow) => Measurement | undefined {
  let best = 0;
  let bestAt = 0;
  return ({ step, modesHit: value, modes, inModes = 1 }) => {
    if (value === undefined || modes === undefined || inModes < RECOGNIZABLE) return undefined;
    if (value > best) {
      best = value;
      bestAt = step;
    }
    const isFewer = value < LEAST_MODES * best;
    const isStuck = value < LEAST_MODES * modes && step - bestAt >= WARM_UP;
    const finding = `samples hit ${value} of ${modes} modes`;
    return { detected: isFewer || isStuck, value, finding };
  };
}
