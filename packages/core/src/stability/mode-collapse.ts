/**
 * Mode collapse: samples of different noise are similar, or they hit only few modes of the data. Every
 * generator starts like this. It counts as collapse after better measurements, after many steps
 * without improvement, or at once where all samples are in one mode and the discriminator recognizes
 * them with such certainty that the generator does not recover.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { DetectionContext, Detector, Measurement } from './detector.ts';

/** Samples are too similar below this share of the diversity of real images. */
const LEAST_DIVERSITY = 0.5;
/** Samples hit too few modes below this share of them. */
const LEAST_MODES = 0.65;
/** Modes are counted when at least this share of the samples belongs to one. */
const RECOGNIZABLE = 0.5;
/** Steps without improvement after which a generator counts as collapsed. */
const WARM_UP = 1000;
/** Beside fewer modes than this, one mode is not suspicious. */
const SEVERAL_MODES = 4;
/**
 * A beaten generator: the means over the rows since the last count of modes. The loss is that of
 * samples that are taken for real with a probability of e^-5, below 1 %. Healthy runs of all variants
 * stay below 2 in their first 1,000 steps.
 */
const BEATEN = { accuracy: 0.85, loss: 5 };

export const modeCollapse: Detector = {
  name: 'mode-collapse',
  patience: 3,
  start: (context) => {
    const measureModes = modesMeasure(context);
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

function modesMeasure({
  hasLabels,
}: DetectionContext): (row: MetricsRow) => Measurement | undefined {
  let best = 0;
  let bestAt = 0;
  let since: MetricsRow[] = [];
  return (row) => {
    const { step, modesHit: value, modes, inModes = 1 } = row;
    since.push(row);
    if (value === undefined || modes === undefined) return undefined;
    const isBeaten = hasLabels && beaten(since);
    since = [];
    if (inModes < RECOGNIZABLE) return undefined;
    if (value > best) {
      best = value;
      bestAt = step;
    }
    const isFewer = value < LEAST_MODES * best;
    const isStuck = value < LEAST_MODES * modes && step - bestAt >= WARM_UP;
    const isLost = best <= 1 && modes >= SEVERAL_MODES && isBeaten;
    const words = `samples hit ${value} of ${modes} modes`;
    const finding = isLost ? `${words}, and the discriminator recognizes all of them` : words;
    return { detected: isFewer || isStuck || isLost, value, finding };
  };
}

function beaten(rows: readonly MetricsRow[]): boolean {
  const mean = (name: 'dAccuracy' | 'gLoss') =>
    rows.reduce((sum, row) => sum + (row[name] ?? 0), 0) / rows.length;
  return mean('dAccuracy') >= BEATEN.accuracy && mean('gLoss') >= BEATEN.loss;
}
