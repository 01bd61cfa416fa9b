/**
 * The Inception score, exp(E KL(p(y|x) ‖ p(y))), between 1 and the number of classes (Salimans et al.
 * 2016, section 4). As in the paper, it is computed on ten splits of the samples, in their order.
 */
import type { Features } from './features.ts';
import { spreadOf, type Spread } from './spread.ts';

export const SPLITS = 10;

/**
 * The Inception score: the mean and the standard deviation over ten splits.
 *
 * @param probabilities of the classes for each sample, [n, classes]; each row sums to 1
 * @example
 * const { mean, stddev } = inceptionScore(asFeatures(softmax.data, 1000));
 */
export function inceptionScore(probabilities: Features): Spread {
  const { count } = probabilities;
  const bounds = Array.from({ length: SPLITS + 1 }, (_, i) => Math.floor((i * count) / SPLITS));
  return spreadOf(
    bounds.slice(1).map((end, i) => scoreOf(probabilities, bounds[i] as number, end)),
  );
}

/** exp(H(y) − E H(y|x)); a probability of 0 does not contribute to an entropy. */
function scoreOf({ data, width }: Features, start: number, end: number): number {
  const marginal = new Float64Array(width);
  let negentropy = 0;
  for (let i = start * width; i < end * width; i++) {
    const p = data[i] as number; // In range, as all indices of this loop.
    if (p <= 0) continue;
    const k = i % width;
    marginal[k] = (marginal[k] as number) + p / (end - start);
    negentropy += (p * Math.log(p)) / (end - start);
  }
  const entropy = marginal.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return Math.exp(entropy + negentropy);
}
