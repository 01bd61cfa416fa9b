/** How the distributions of observables, the columns of features, differ from real ones. */
import { type Features, histogramDistance, wassersteinDistance } from '@ganport/core/metrics';
import type { ObservableColumn } from '../features/computed.ts';
import type { Judged, MetricValues } from './metric.ts';

type Columns = readonly ObservableColumn<string>[];

/** The observable of column `index`, of all samples. */
export function observed(
  columns: Columns,
  { data, count, width }: Features,
  index: number,
): Float64Array {
  const valueOf = columns[index]?.observable ?? (() => NaN);
  return Float64Array.from({ length: count }, (_, i) => valueOf(data[i * width + index] ?? NaN));
}

/** The Wasserstein distance and the histogram χ² of each observable: distanceMass and chi2Mass for `mass`. */
export function distributionDistances(
  columns: Columns,
  samples: Judged,
  real: Judged,
  seed: number,
): MetricValues {
  return Object.fromEntries(
    columns.flatMap(({ name }, i) => {
      const ours = observed(columns, samples.features, i);
      const theirs = observed(columns, real.features, i);
      const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      return [
        [`distance${title}`, wassersteinDistance(ours, theirs, seed)],
        [`chi2${title}`, histogramDistance(ours, theirs)],
      ];
    }),
  );
}
