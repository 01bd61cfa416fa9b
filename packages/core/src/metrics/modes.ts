/** Mode coverage: which classes a classifier sees among the samples, and how evenly. */
import type { Features } from './features.ts';

export interface Modes {
  /** Classes that at least one sample was read as. */
  readonly classesHit: number;
  /** All classes there are. */
  readonly classes: number;
  /** KL of the classes' shares to equal shares, in nats: 0 for all alike, ln(classes) for one alone. */
  readonly classKl: number;
}

/** @param scores probabilities or logits of the classes for each sample, [n, classes] */
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

/** The class of highest score for each sample; the first of equals. */
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
 * How many modes have at least the share `least` of the samples.
 * @param modes the mode of each sample, -1 for none
 */
export function modesHit(modes: Int32Array, least: number): number {
  const counts = new Map<number, number>();
  for (const mode of modes) if (mode >= 0) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= least * modes.length).length;
}
