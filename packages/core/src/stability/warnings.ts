/**
 * From rows to warnings. A sign is warned of once, when it has shown for a while; it is warned of again
 * only if it was gone in between. Warnings follow from the rows alone, so a resumed run, which reads
 * its earlier rows first, warns of the same as one that never stopped.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Plan } from '../gan/plan.ts';
import { divergence } from './divergence.ts';
import type { Detector, Measurement, SignName } from './detector.ts';
import { modeCollapse } from './mode-collapse.ts';
import { remediesFor } from './remedies.ts';
import { vanishingGradients } from './vanishing-gradients.ts';

/** A sign that has begun to show. */
export interface Detection extends Pick<Measurement, 'value' | 'finding'> {
  readonly step: number;
  readonly sign: SignName;
}

/** A line of warnings.jsonl. */
export interface Warning {
  readonly step: number;
  readonly sign: SignName;
  readonly value: number;
  /** The sign, what was measured, and the flags that help. */
  readonly message: string;
}

const detectors: readonly Detector[] = [modeCollapse, vanishingGradients, divergence];

/** @returns a function that takes the rows in their order and returns what each begins to show */
export function createDetection(
  used: readonly Detector[] = detectors,
): (row: MetricsRow) => Detection[] {
  const episodes = used.map(episodesOf);
  return (row) => episodes.flatMap((next) => next(row) ?? []);
}

function episodesOf({
  name,
  patience,
  start,
}: Detector): (row: MetricsRow) => Detection | undefined {
  const measure = start();
  let isShowing = false;
  /** Measurements in succession that differ from `isShowing`. */
  let differing = 0;
  return (row) => {
    const measurement = measure(row);
    if (!measurement) return undefined;
    differing = measurement.shows === isShowing ? 0 : differing + 1;
    if (differing < patience) return undefined;
    isShowing = measurement.shows;
    differing = 0;
    const { value, finding } = measurement;
    return isShowing ? { step: row.step, sign: name, value, finding } : undefined;
  };
}

/** `mode collapse: samples hit 1 of 8 modes; start again with --pac 2 or --loss wgan-gp` */
export function warningOf({ step, sign, value, finding }: Detection, plan: Plan): Warning {
  const flags = new Intl.ListFormat('en', { type: 'disjunction' });
  const remedies = flags.format(remediesFor(sign, plan));
  const message = `${sign.replaceAll('-', ' ')}: ${finding}; start again with ${remedies}`;
  return { step, sign, value, message };
}
