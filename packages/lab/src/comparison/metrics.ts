/**
 * What is known about the metrics of a run: their names for people, the order in which they are
 * shown, and which direction is better. A metric without a direction, such as a loss, has no best
 * value: the losses of two adversaries say nothing about the samples.
 */
import type { MetricsRow } from '@ganport/core';

export interface MetricDescription {
  readonly title: string;
  readonly better?: 'lower' | 'higher';
  /** The lowest and the highest value of a share. */
  readonly domain?: readonly [low: number, high: number];
}

const share = { domain: [0, 1] } as const;

const described: Readonly<Record<string, MetricDescription>> = {
  fid: { title: 'Fréchet distance (FID)', better: 'lower' },
  is: { title: 'inception score (IS)', better: 'higher' },
  kid: { title: 'kernel distance (KID)', better: 'lower' },
  modesHit: { title: 'modes hit', better: 'higher' },
  inModes: { title: 'samples that belong to a mode', better: 'higher', ...share },
  diversityRatio: { title: 'diversity, relative to real images' },
  diversity: { title: 'diversity' },
  modes: { title: 'modes of the data' },
  dLoss: { title: 'discriminator loss' },
  gLoss: { title: 'generator loss' },
  dAccuracy: { title: 'discriminator accuracy', ...share },
  dAccuracyReal: { title: 'discriminator accuracy, real images', ...share },
  dAccuracyGenerated: { title: 'discriminator accuracy, samples', ...share },
  dGradientNorm: { title: 'discriminator gradient norm' },
  gGradientNorm: { title: 'generator gradient norm' },
  secondsPerStep: { title: 'seconds per step' },
  secondsWaited: { title: 'seconds waited for data' },
};

/** The most metrics of a comparison; runs have about fifteen. */
const MOST_METRICS = 48;

/** The description of a metric; one that is not known has its name as title. */
export function describeMetric(name: string): MetricDescription {
  return (Object.hasOwn(described, name) ? described[name] : undefined) ?? { title: name };
}

/** The names of all metrics in rows: the known ones in order, then the others by name. */
export function metricNames(runs: readonly (readonly MetricsRow[])[]): string[] {
  const names = new Set(runs.flatMap((rows) => rows.flatMap((row) => Object.keys(row))));
  names.delete('step');
  const known = Object.keys(described).filter((name) => names.delete(name));
  return [...known, ...[...names].toSorted()].slice(0, MOST_METRICS);
}

/** A value and its step. */
export interface Recorded {
  readonly value: number;
  readonly step: number;
}

/** A metric of one run. */
export interface RecordedMetric {
  readonly last: Recorded;
  /** The first of the best values; undefined where no direction is better. */
  readonly best?: Recorded;
}

/** The last and the best value of a metric; undefined where the rows lack it. */
export function recordedMetric(
  rows: readonly MetricsRow[],
  name: string,
): RecordedMetric | undefined {
  const values = recordedValues(rows, name);
  const last = values.at(-1);
  if (last === undefined) return undefined;
  const { better } = describeMetric(name);
  if (better === undefined) return { last };
  const sign = better === 'higher' ? 1 : -1;
  const best = values.reduce((most, one) => (sign * (one.value - most.value) > 0 ? one : most));
  return { last, best };
}

/** The values of a metric in the rows that have it. */
export function recordedValues(rows: readonly MetricsRow[], name: string): Recorded[] {
  return rows.flatMap((row) => {
    const value = Object.hasOwn(row, name) ? row[name] : undefined;
    return value === undefined ? [] : [{ value, step: row.step }];
  });
}
