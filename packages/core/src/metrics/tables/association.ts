/**
 * How strongly two columns depend on each other, from 0 to 1 (Pearson's correlation: from −1): Pearson's
 * for numbers, Cramér's V for categories, the correlation ratio for one of each.
 */

/** The values of a column: numbers, or indices of categories. */
export interface ColumnValues {
  readonly values: Float64Array;
  /** The number of categories; undefined for numbers. */
  readonly categories?: number | undefined;
}

/** The association of two columns with as many values. */
export function association(a: ColumnValues, b: ColumnValues): number {
  if (a.categories === undefined && b.categories === undefined) return pearson(a.values, b.values);
  if (a.categories === undefined) return correlationRatio(b, a.values);
  if (b.categories === undefined) return correlationRatio(a, b.values);
  return cramersV(a, b);
}

/** Pearson's correlation; 0 where a column does not vary. */
function pearson(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? NaN) - meanA, (b[i] ?? NaN) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** The square root of the share of the numbers' variance that is between categories. */
function correlationRatio({ values, categories = 0 }: ColumnValues, numbers: Float64Array): number {
  const mean = meanOf(numbers);
  const sums = new Float64Array(categories);
  const counts = new Float64Array(categories);
  let total = 0;
  for (const [i, category] of values.entries()) {
    const difference = (numbers[i] ?? NaN) - mean;
    sums[category] = (sums[category] ?? 0) + difference;
    counts[category] = (counts[category] ?? 0) + 1;
    total += difference ** 2;
  }
  const between = sums.reduce((all, sum, k) => all + (counts[k] ? sum ** 2 / counts[k] : 0), 0);
  return total > 0 ? Math.sqrt(Math.min(1, between / total)) : 0;
}

/** Cramér's V over the categories that are there. */
function cramersV(a: ColumnValues, b: ColumnValues): number {
  const count = a.values.length;
  const both = new Map<number, number>();
  const [ofA, ofB] = [new Map<number, number>(), new Map<number, number>()];
  const add = (map: Map<number, number>, key: number) => map.set(key, (map.get(key) ?? 0) + 1);
  const width = b.categories ?? 0;
  for (const [i, x] of a.values.entries()) {
    const y = b.values[i] ?? 0;
    add(ofA, x);
    add(ofB, y);
    add(both, x * width + y);
  }
  // χ² / n = Σ n(x, y)² / (n(x) · n(y)) − 1, where pairs that are not there add nothing.
  let sum = -1;
  for (const [key, n] of both) {
    const [x, y] = [Math.floor(key / width), key % width];
    sum += n ** 2 / ((ofA.get(x) ?? NaN) * (ofB.get(y) ?? NaN));
  }
  const least = Math.min(ofA.size, ofB.size) - 1;
  return least > 0 && count > 0 ? Math.sqrt(Math.max(0, Math.min(1, sum / least))) : 0;
}

function meanOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The mean absolute difference of the associations of all pairs of columns of two tables. */
export function associationDifference(
  a: readonly ColumnValues[],
  b: readonly ColumnValues[],
): number {
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [ours, theirs] = [a, b].map((columns) =>
        association(columns[i] as ColumnValues, columns[j] as ColumnValues),
      ) as [number, number];
      sum += Math.abs(ours - theirs);
      pairs++;
    }
  }
  return pairs > 0 ? sum / pairs : 0;
}

/** Half the sum of the differences of the categories' shares: 0 for equal, 1 for none in common. */
export function totalVariation(a: Float64Array, b: Float64Array, categories: number): number {
  const shares = new Float64Array(categories);
  for (const category of a) shares[category] = (shares[category] ?? 0) + 1 / a.length;
  for (const category of b) shares[category] = (shares[category] ?? 0) - 1 / b.length;
  return shares.reduce((sum, difference) => sum + Math.abs(difference), 0) / 2;
}
