/** The metrics that an evaluation computes, and the errors for those that it cannot compute. */
import type { KindName } from '@ganport/core';
import { dataKinds } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { observablesName } from '../features/jet-observables.ts';
import { spectrumName } from '../features/spectrum.ts';
import { volumeObservablesName } from '../features/volume-observables.ts';
import { metricNames, metrics, type Metric, type MetricName } from './metrics.ts';

/** The data that metrics may need beside features. */
export interface Available {
  readonly extractor: { readonly name: string; readonly classifies: boolean };
  readonly samples: {
    readonly name: string;
    readonly kind?: KindName;
    readonly labels?: unknown;
  };
  /** Whether the real images are available, and whether they have labels. */
  readonly real: 'labeled' | 'unlabeled' | 'statistics only';
}

/** Left out unless asked for: cas trains two classifiers, nearest judges no quality. */
const onRequest: ReadonlySet<MetricName> = new Set(['cas', 'nearest']);

/**
 * Chooses the metrics.
 *
 * @param wanted the names; unless given, every metric whose data are available, except cas and nearest
 * @throws LabError 'bad-argument' for a wanted metric whose data are missing
 */
export function chooseMetrics(
  wanted: readonly MetricName[] | undefined,
  available: Available,
): readonly MetricName[] {
  if (!wanted) {
    return metricNames.filter(
      (name) => !onRequest.has(name) && lack(metrics[name], available) === '',
    );
  }
  for (const name of wanted) {
    const problem = lack(metrics[name], available);
    if (problem !== '') throw new LabError('bad-argument', `${name}: ${problem}`);
  }
  return metricNames.filter((name) => wanted.includes(name));
}

/** Describes what a metric lacks; '' when nothing. */
function lack({ needs }: Metric, available: Available): string {
  return needs === undefined ? '' : lacks[needs](available);
}

/** By what metrics need. */
const lacks: Readonly<Record<NonNullable<Metric['needs']>, (available: Available) => string>> = {
  probabilities: ({ extractor: { name, classifies } }) =>
    classifies
      ? ''
      : `needs probabilities of classes, and ${name} has no output logits or probabilities; leave it out, or give another extractor as --features`,
  labels: ({ samples, real }) => {
    if (!samples.labels) {
      return `needs the class of each sample, and ${samples.name} has none; give a conditional generator, or a folder with a subfolder for each class`;
    }
    if (real === 'statistics only') return 'needs the real images, not only their statistics';
    return real === 'unlabeled' ? 'needs real images with labels' : '';
  },
  observables: ({ extractor: { name } }) =>
    name === observablesName
      ? ''
      : `needs the observables of jets, and the features are those of ${name}; leave it out, or evaluate jets without --features`,
  volumeObservables: ({ extractor: { name } }) =>
    name === volumeObservablesName
      ? ''
      : `needs the observables of volumes, and the features are those of ${name}; leave it out`,
  spectrum: ({ extractor: { name } }) =>
    name === spectrumName
      ? ''
      : `needs power spectra, and the features are those of ${name}; give --features ${spectrumName}`,
  jets: ofKinds('jets'),
  volumes: ofKinds('volumes'),
  detector: ofKinds('jets', 'volumes'),
};

/** For metrics of samples of some kinds themselves. */
function ofKinds(...kinds: readonly KindName[]) {
  const names = kinds.map((kind) => dataKinds[kind].noun[1]).join(' and ');
  return ({ samples: { name, kind = 'images' }, real }: Available): string => {
    if (!kinds.includes(kind)) {
      return `is of ${names}, and ${name} has ${dataKinds[kind].noun[1]}; leave it out`;
    }
    const [, noun] = dataKinds[kind].noun;
    return real === 'statistics only' ? `needs the real ${noun}, not only their statistics` : '';
  };
}

/** A metric that has too few samples. */
export interface LeftOut {
  readonly name: MetricName;
  /** What it needs, for people. */
  readonly reason: string;
}

/**
 * The metrics among `chosen` that `n` samples are too few for.
 *
 * @param n the samples of each set
 */
export function tooFewFor(
  chosen: readonly MetricName[],
  n: number,
  sizes: { readonly width: number; readonly classes: number },
): LeftOut[] {
  return chosen.flatMap((name) => {
    const { count, why } = metrics[name].least(sizes);
    const reason = `needs at least ${count} samples and as many real and held-out ones (${why}), there are ${n}`;
    return n >= count ? [] : [{ name, reason }];
  });
}
