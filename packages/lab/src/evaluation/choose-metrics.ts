/** Which metrics an evaluation computes, and what stands against it. */
import { LabError } from '../errors.ts';
import { metricNames, metrics, type Metric, type MetricName } from './metrics.ts';

/** What an evaluation has for metrics that need more than features. */
export interface Available {
  readonly extractor: { readonly name: string; readonly classifies: boolean };
  readonly samples: { readonly name: string; readonly labels?: unknown };
  /** Whether there are real images themselves, and whether they have labels. */
  readonly real: 'labelled' | 'unlabelled' | 'statistics only';
}

/**
 * @param wanted all but cas that can be computed when left out; cas trains two classifiers, so it is
 * only done when it is asked for
 * @throws LabError 'bad-argument' for a wanted metric that lacks what it needs
 */
export function chooseMetrics(
  wanted: readonly MetricName[] | undefined,
  available: Available,
): readonly MetricName[] {
  if (!wanted) {
    return metricNames.filter((name) => name !== 'cas' && lack(metrics[name], available) === '');
  }
  for (const name of wanted) {
    const problem = lack(metrics[name], available);
    if (problem !== '') throw new LabError('bad-argument', `${name}: ${problem}`);
  }
  return metricNames.filter((name) => wanted.includes(name));
}

/** What a metric lacks; '' when nothing. */
function lack({ needs }: Metric, { extractor, samples, real }: Available): string {
  if (needs === 'probabilities' && !extractor.classifies) {
    return `needs probabilities of classes, and ${extractor.name} has no output logits or probabilities; leave it out or give another extractor`;
  }
  if (needs !== 'labels') return '';
  if (!samples.labels) {
    return `needs the class of each sample, and ${samples.name} has none; give a conditional generator, or a folder with a subfolder for each class`;
  }
  if (real === 'statistics only') return 'needs the real images, not only their statistics';
  return real === 'unlabelled' ? 'needs real images with labels' : '';
}

/**
 * @param n samples there are of each set
 * @throws LabError 'bad-argument' that says how many a metric needs
 */
export function checkCounts(
  chosen: readonly MetricName[],
  n: number,
  sizes: { readonly width: number; readonly classes: number },
): void {
  for (const name of chosen) {
    const { count, why } = metrics[name].least(sizes);
    if (n >= count) continue;
    const message = `${name}: needs at least ${count} samples and as many real and held-out images (${why}), there are ${n}; give more, or leave it out with --metrics`;
    throw new LabError('bad-argument', message);
  }
}
