/**
 * A mixture of normal distributions of one column, by variational inference (Bishop 2006, section 10.2)
 * with a Dirichlet process as the prior of the weights (Blei & Jordan 2006): modes that the data do not
 * need lose their weight. Priors and stopping are those of scikit-learn's BayesianGaussianMixture with a
 * weight concentration of 0.001. It starts from k-means.
 */
import { digamma, logGamma } from './gamma.ts';
import type { Mode } from './table.ts';

/** Different values, in ascending order, and how often each is there. */
export interface Values {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** The most modes of a column. */
const MODES = 10;
/** Modes of less weight are left out. */
const LEAST_WEIGHT = 0.005;

const CONCENTRATION = 0.001;
/** Added to variances, in units of the variance of all values. */
const REGULARIZATION = 1e-6;
const ITERATIONS = 100;
const TOLERANCE = 1e-3;
/** Added to the number of values of a mode. */
const TINY = 10 * Number.EPSILON;

/** The posterior of a mixture: a list for each parameter, with an entry for each mode. */
export interface Posterior {
  /** The Beta distributions of the weights' sticks. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly precisionOfMean: readonly number[];
  readonly means: readonly number[];
  readonly freedom: readonly number[];
  readonly variances: readonly number[];
}

/** The different values of a list. */
export function distinct(all: Float64Array): Values {
  const sorted = all.toSorted();
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) };
}

/**
 * The modes of a column's values, at most ten, each with a weight of at least 0.005.
 *
 * @param all at least two different values
 */
export function fitModes(all: Float64Array): Mode[] {
  const { values, counts } = distinct(all);
  const total = counts.reduce((a, b) => a + b, 0);
  // Shifted by a value of the column, so that large numbers of small variance lose no digits, and divided by a
  // power of two, so that no square overflows.
  const origin = values[values.length >> 1] ?? 0;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value - origin)), 0);
  const unit = 2 ** Math.floor(Math.log2(largest));
  let center = 0;
  let square = 0;
  for (const [i, value] of values.entries()) {
    center += (((value - origin) / unit) * at(counts, i)) / total;
    square += (((value - origin) / unit) ** 2 * at(counts, i)) / total;
  }
  const spread = Math.sqrt(square - center * center) || 1;
  const scale = spread * unit;
  const standard = {
    values: values.map((value) => ((value - origin) / unit - center) / spread),
    counts,
  };
  const posterior = fitMixture(standard, kMeans(standard, Math.min(MODES, values.length)));
  const modes = weightsOf(posterior).map((weight, k) => ({
    mean: origin + center * unit + scale * at(posterior.means, k),
    stddev: scale * Math.sqrt(at(posterior.variances, k)),
    weight,
  }));
  const kept = modes.filter(({ weight }) => weight >= LEAST_WEIGHT);
  return kept.toSorted((a, b) => a.mean - b.mean);
}

/**
 * Fits a mixture.
 *
 * @param responsibilities [values, modes], to begin with
 * @param iterations the most of them
 */
export function fitMixture(
  data: Values,
  responsibilities: Float64Array,
  iterations = ITERATIONS,
): Posterior {
  const prior = priorOf(data);
  let posterior = maximize(data, responsibilities, prior);
  let bound = -Infinity;
  for (let i = 0; i < iterations; i++) {
    const entropy = expect(data, posterior, responsibilities);
    posterior = maximize(data, responsibilities, prior);
    const next = entropy + boundOf(posterior);
    if (Math.abs(next - bound) < TOLERANCE) break;
    bound = next;
  }
  return posterior;
}

/** The expected weights of the modes; their sum is 1. */
export function weightsOf({ first, second }: Posterior): number[] {
  let rest = 1;
  const weights = first.map((a, k) => {
    const b = at(second, k);
    const weight = (rest * a) / (a + b);
    rest *= b / (a + b);
    return weight;
  });
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

interface Prior {
  readonly mean: number;
  readonly variance: number;
}

function priorOf({ values, counts }: Values): Prior {
  const total = counts.reduce((a, b) => a + b, 0);
  const mean = values.reduce((sum, x, i) => sum + x * at(counts, i), 0) / total;
  const squares = values.reduce((sum, x, i) => sum + (x - mean) ** 2 * at(counts, i), 0);
  return { mean, variance: squares / (total - 1) };
}

/** The posterior that responsibilities lead to. */
function maximize({ values, counts }: Values, resp: Float64Array, prior: Prior): Posterior {
  const modes = resp.length / values.length;
  const n = new Float64Array(modes).fill(TINY);
  const centers = new Float64Array(modes);
  const spreads = new Float64Array(modes);
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < modes; k++) {
      const share = at(resp, i * modes + k) * at(counts, i);
      n[k] = at(n, k) + share;
      centers[k] = at(centers, k) + share * at(values, i);
    }
  }
  for (let k = 0; k < modes; k++) centers[k] = at(centers, k) / at(n, k);
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < modes; k++) {
      const share = at(resp, i * modes + k) * at(counts, i);
      spreads[k] = at(spreads, k) + share * (at(values, i) - at(centers, k)) ** 2;
    }
  }
  const each = Array.from(n);
  const after = (k: number) => each.slice(k + 1).reduce((a, b) => a + b, 0);
  const variances = each.map((count, k) => {
    const spread = at(spreads, k) / count + REGULARIZATION;
    const between = (count / (1 + count)) * (at(centers, k) - prior.mean) ** 2;
    return (prior.variance + count * spread + between) / (1 + count);
  });
  return {
    first: each.map((count) => 1 + count),
    second: each.map((_, k) => CONCENTRATION + after(k)),
    precisionOfMean: each.map((count) => 1 + count),
    means: each.map((count, k) => (prior.mean + count * at(centers, k)) / (1 + count)),
    freedom: each.map((count) => 1 + count),
    variances,
  };
}

/** Writes the responsibilities of a posterior; returns their entropy. */
function expect({ values, counts }: Values, posterior: Posterior, resp: Float64Array): number {
  const { means, variances, freedom, precisionOfMean } = posterior;
  const modes = means.length;
  const weights = logWeights(posterior);
  const constants = means.map((_, k) => {
    const precision = Math.log(2) + digamma(at(freedom, k) / 2) - Math.log(at(freedom, k));
    const normal = -0.5 * (Math.log(2 * Math.PI) + Math.log(at(variances, k)));
    return at(weights, k) + normal + 0.5 * (precision - 1 / at(precisionOfMean, k));
  });
  const logs = new Float64Array(modes);
  let entropy = 0;
  for (let i = 0; i < values.length; i++) {
    let largest = -Infinity;
    for (let k = 0; k < modes; k++) {
      const distance = (at(values, i) - at(means, k)) ** 2 / at(variances, k);
      logs[k] = at(constants, k) - 0.5 * distance;
      largest = Math.max(largest, at(logs, k));
    }
    let sum = 0;
    for (let k = 0; k < modes; k++) sum += Math.exp(at(logs, k) - largest);
    const norm = largest + Math.log(sum);
    for (let k = 0; k < modes; k++) {
      const log = at(logs, k) - norm;
      const share = Math.exp(log);
      resp[i * modes + k] = share;
      entropy -= share * log * at(counts, i);
    }
  }
  return entropy;
}

/** The expected logarithms of the weights. */
function logWeights({ first, second }: Posterior): number[] {
  let rest = 0;
  return first.map((a, k) => {
    const b = at(second, k);
    const both = digamma(a + b);
    const log = digamma(a) - both + rest;
    rest += digamma(b) - both;
    return log;
  });
}

/** The lower bound of the evidence without the entropy, up to a constant. */
function boundOf({ first, second, precisionOfMean, freedom, variances }: Posterior): number {
  return first.reduce((bound, a, k) => {
    const b = at(second, k);
    const f = at(freedom, k);
    const logDeterminant = -0.5 * (Math.log(at(variances, k)) + Math.log(f));
    const wishart = -(f * logDeterminant + f * 0.5 * Math.log(2) + logGamma(f / 2));
    const beta = logGamma(a) + logGamma(b) - logGamma(a + b);
    return bound - wishart + beta - 0.5 * Math.log(at(precisionOfMean, k));
  }, 0);
}

/** K-means from the quantiles: the cluster of each value as responsibilities, [values, clusters]. */
function kMeans({ values, counts }: Values, clusters: number): Float64Array {
  const total = counts.reduce((a, b) => a + b, 0);
  const centers: number[] = [];
  let seen = 0;
  for (const [i, value] of values.entries()) {
    seen += at(counts, i);
    while (centers.length < clusters && seen >= ((centers.length + 0.5) * total) / clusters) {
      centers.push(value);
    }
  }
  const cluster = new Int32Array(values.length);
  for (let round = 0; round < ITERATIONS; round++) {
    let moved = false;
    for (const [i, value] of values.entries()) {
      const nearest = nearestOf(centers, value);
      if (cluster[i] !== nearest) moved = true;
      cluster[i] = nearest;
    }
    if (round > 0 && !moved) break;
    const sums = new Float64Array(clusters);
    const sizes = new Float64Array(clusters);
    for (const [i, value] of values.entries()) {
      const k = at(cluster, i);
      sums[k] = at(sums, k) + value * at(counts, i);
      sizes[k] = at(sizes, k) + at(counts, i);
    }
    for (let k = 0; k < clusters; k++)
      if (at(sizes, k) > 0) centers[k] = at(sums, k) / at(sizes, k);
  }
  const responsibilities = new Float64Array(values.length * clusters);
  for (const [i, k] of cluster.entries()) responsibilities[i * clusters + k] = 1;
  return responsibilities;
}

function nearestOf(centers: readonly number[], value: number): number {
  let nearest = 0;
  for (let k = 1; k < centers.length; k++) {
    if (Math.abs(value - at(centers, k)) < Math.abs(value - at(centers, nearest))) nearest = k;
  }
  return nearest;
}

/** An element of a list that has it. */
function at(list: ArrayLike<number>, index: number): number {
  return list[index] as number;
}
