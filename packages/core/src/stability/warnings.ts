/**
 * Warnings from the rows of a run. An episode of trouble is reported once, after successive rows have
 * shown it; the next report needs a new episode. Warnings depend only on the rows. A resumed run reads
 * its earlier rows first, and so has the same warnings as a run that never stopped.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import { phaseAt } from '../gan/phases.ts';
import type { Plan } from '../gan/plan.ts';
import { divergence } from './divergence.ts';
import type { DetectionContext, Detector, Measurement, DetectorName } from './detector.ts';
import { modeCollapse } from './mode-collapse.ts';
import { remediesFor } from './remedies.ts';
import { vanishingGradients } from './vanishing-gradients.ts';

/** The start of an episode of trouble. */
export interface Detection extends Pick<Measurement, 'value' | 'finding'> {
  readonly step: number;
  readonly detector: DetectorName;
}

/** A warning of unstable training, and a line of warnings.jsonl. */
export interface Warning {
  readonly step: number;
  /** The name of the detector. */
  readonly sign: DetectorName;
  /** The measured number. */
  readonly value: number;
  /** What is detected, the measurement in words, and flags that help. */
  readonly message: string;
}

const detectors: readonly Detector[] = [modeCollapse, vanishingGradients, divergence];

/** @returns a function that takes the rows in their order and returns the detections of each */
export function createDetection(context: DetectionContext): (row: MetricsRow) => Detection[] {
  const episodes = detectors.map((detector) => episodesOf(detector, context));
  return (row) => episodes.flatMap((next) => next(row) ?? []);
}

function episodesOf(
  { name, patience, start }: Detector,
  context: DetectionContext,
): (row: MetricsRow) => Detection | undefined {
  const measure = start(context);
  let isEpisode = false;
  /** Successive measurements that differ from `isEpisode`. */
  let differing = 0;
  return (row) => {
    const measurement = measure(row);
    if (!measurement) return undefined;
    differing = measurement.detected === isEpisode ? 0 : differing + 1;
    if (differing < patience) return undefined;
    isEpisode = measurement.detected;
    differing = 0;
    const { value, finding } = measurement;
    return isEpisode ? { step: row.step, detector: name, value, finding } : undefined;
  };
}

/**
 * The warning of a detection:
 * `mode collapse: samples hit 1 of 8 modes; start again with --pac 2 or --loss wgan-gp`. It names
 * pre-training, which has remedies of its own.
 */
export function warningOf({ step, detector, value, finding }: Detection, plan: Plan): Warning {
  const list = new Intl.ListFormat('en', { type: 'disjunction' });
  const { name } = phaseAt(plan, step - 1);
  const remedies = list.format(remediesFor(detector, plan, name));
  const where = name === 'pretraining' ? ' in pre-training' : '';
  const message = `${detector.replaceAll('-', ' ')}${where}: ${finding}; start again with ${remedies}`;
  return { step, sign: detector, value, message };
}
