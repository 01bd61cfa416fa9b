/**
 * The watch over a run: rows in, warnings out. A sign is warned of once, when it has shown for a while;
 * it may be warned of again when it was gone in between.
 */
import type { MetricsRow } from '../run-folder/metrics.ts';
import { divergence } from './divergence.ts';
import { modeCollapse } from './mode-collapse.ts';
import type { Sign, SignName } from './sign.ts';
import { vanishingGradients } from './vanishing-gradients.ts';

/** A sign that has begun to show. */
export interface Alarm {
  readonly step: number;
  readonly sign: SignName;
  readonly value: number;
  readonly finding: string;
}

const signs: readonly Sign[] = [modeCollapse, vanishingGradients, divergence];

/** @returns what a run's next row raises, told the rows in their order */
export function createWatch(watched: readonly Sign[] = signs): (row: MetricsRow) => Alarm[] {
  const episodes = watched.map(episodesOf);
  return (row) => episodes.flatMap((next) => next(row) ?? []);
}

function episodesOf({ name, patience, reader }: Sign): (row: MetricsRow) => Alarm | undefined {
  const read = reader();
  let raised = false;
  /** Readings in succession that speak against what is held so far. */
  let against = 0;
  return (row) => {
    const reading = read(row);
    if (!reading) return undefined;
    against = reading.shows === raised ? 0 : against + 1;
    if (against < patience) return undefined;
    raised = reading.shows;
    against = 0;
    const { value, finding } = reading;
    return raised ? { step: row.step, sign: name, value, finding } : undefined;
  };
}
