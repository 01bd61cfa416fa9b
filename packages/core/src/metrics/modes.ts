/** Mode coverage: which classes a classifier predicts for the samples, and how evenly. */
import type { Features } from './features.ts';

/** The classes of a set of samples. */
export interface Modes {
  /** The number of classes that are predicted for at least one sample. */
  readonly classesHit: number;
  /** The number of all classes. */
  readonly classes: number;
  /**
   * KL divergence of the shares of the classes from equal shares, in nats: 0 for equal shares,
   * ln(classes) for a single class.
   */
  readonly classKl: number;
}

/**
 * Mode coverage by the predictions of a classifier.
 *
 * @param scores probabilities or logits of the classes for each sample, [n, classes]
 * @example
 * const { classesHit, classes } = modeCoverage(asFeatures(logits.data, 10));
 */
export function modeCoverage(scores: Features): Modes {
  const counts = new Float64Array(scores.width);
  for (const label of predictedClasses(scores)) counts[label] = (counts[label] as number) + 1;
  const classes = counts.length;
  const classKl = counts.reduce((sum, count) => {
    const share = count / scores.count;
    return share > 0 ? sum + share * Math.log(share * classes) : sum;
  }, 0);
  return {
    classesHit: counts.filter((count) => count > 0).length,
    classes,
    classKl: Math.max(0, classKl),
  };
}

/**
 * The class with the highest score for each sample, the first of equal ones.
 *
 * @param scores [n, classes]
 * @returns int32 [n]
 * @example
 * const labels = predictedClasses(asFeatures(logits.data, 10));
 */
export function predictedClasses({ data, count, width }: Features): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    let best = 0;
    for (let k = 1; k < width; k++) {
      if ((data[i * width + k] ?? NaN) > (data[i * width + best] ?? NaN)) best = k;
    }
    return best;
  });
}

/**
 * The number of modes that have at least the share `least` of the samples.
 *
 * @param modes the mode of each sample, -1 for none
 * @param least a share, 0 to 1
 * @example
 * const hit = modesHit(predictedClasses(scores), 0.01);
 */
export function modesHit(modes: Int32Array, least: number): number {
  const counts = new Map<number, number>();
  for (const mode of modes) if (mode >= 0) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= least * modes.length).length;
}
