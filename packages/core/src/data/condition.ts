/**
 * A condition is a number of each sample that a network learns to follow, such as the energy of a shower: what a
 * label is, but continuous. A model file keeps how the numbers of its data are distributed, as quantiles, so that
 * generators draw conditions like those they learned from.
 */
import type { HostTensor } from '@ganport/runtime';

/** 33: the least, the greatest, and each 1/32 between. */
const STEPS = 32;
/** The most that a file may name. */
export const MOST_QUANTILES = 1025;
/** The golden ratio, whose multiples are spread evenly in [0, 1). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The condition of a data set, without the numbers of the samples. */
export interface Condition {
  /** What it is: `energy`. */
  readonly name: string;
  /** `GeV`; empty where none is known. */
  readonly unit: string;
  /** Evenly spaced quantiles of the numbers, from the least to the greatest. All are above 0. */
  readonly quantiles: readonly number[];
}

/** The condition of each sample of a data set. */
export interface SampleConditions extends Pick<Condition, 'name' | 'unit'> {
  /** [size], above 0. */
  readonly values: Float32Array;
}

/** The condition of a data set. */
export function conditionOf({ name, unit, values }: SampleConditions): Condition {
  const sorted = values.toSorted();
  const at = (i: number) => sorted[Math.round((i * (sorted.length - 1)) / STEPS)] ?? NaN;
  return { name, unit, quantiles: Array.from({ length: STEPS + 1 }, (_, i) => at(i)) };
}

/** The condition below which a share of the data lies. @param share in [0, 1] */
export function quantileOf({ quantiles }: Condition, share: number): number {
  const place = share * (quantiles.length - 1);
  const below = Math.min(quantiles.length - 2, Math.floor(place));
  const [a, b] = [quantiles[below], quantiles[below + 1]] as [number, number]; // At least two.
  return a + (place - below) * (b - a);
}

/** The greatest condition of the data; 1 where there is none. */
export function greatestOf(condition: Condition | undefined): number {
  return condition?.quantiles.at(-1) ?? 1;
}

/** `count` conditions distributed like those of the data, the same each time. */
export function spreadConditions(condition: Condition, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) =>
    quantileOf(condition, (0.5 + i * GOLDEN) % 1),
  );
}

/** Conditions as an input of networks, [count, 1]. */
export function conditionTensor(data: Float32Array): HostTensor {
  return { dtype: 'float32', dims: [data.length, 1], data };
}

/** A condition in words: `50 GeV`. */
export function conditionText({ unit }: Condition, value: number): string {
  return `${Number(value.toPrecision(3))} ${unit}`.trimEnd();
}

/** The entries of the metadata of a model file. */
export function conditionMetadata(condition: Condition | undefined): Record<string, string> {
  if (!condition) return {};
  const [least = 0] = condition.quantiles;
  const greatest = greatestOf(condition);
  return {
    'ganport.condition': JSON.stringify(condition),
    ...(least < greatest && { 'ganport.range.condition': `${least} ${greatest}` }),
  };
}

/** The condition that the metadata of a model file name; undefined for none, or one that is not valid. */
export function conditionOfMetadata(text = ''): Condition | undefined {
  try {
    const { name, unit, quantiles } = JSON.parse(text) as Partial<Record<keyof Condition, unknown>>;
    const isList = Array.isArray(quantiles) && quantiles.length > 1;
    if (typeof name !== 'string' || typeof unit !== 'string' || !isList) return undefined;
    if (quantiles.length > MOST_QUANTILES) return undefined;
    const isValid = (value: unknown) => typeof value === 'number' && value > 0 && value < Infinity;
    return quantiles.every(isValid) ? { name, unit, quantiles: quantiles as number[] } : undefined;
  } catch {
    return undefined;
  }
}
