/**
 * A comparison of runs as data: the settings that differ, the last and the best value of each
 * metric, the warnings. `page.ts` and the command line show it.
 */
import { resolve } from 'node:path';
import { LabError } from '../errors.ts';
import {
  describeMetric,
  type MetricDescription,
  metricNames,
  type RecordedMetric,
  recordedMetric,
} from './metrics.ts';
import { type ComparedRun, readRun } from './read-run.ts';

/** The most runs of a comparison, so that each has a letter and its curve can be told apart. */
const MOST_RUNS = 26;

/** A setting that differs between runs. */
export interface DifferingSetting {
  /** The field of config.json. */
  readonly field: string;
  /** The value of each run, in their order; undefined where its config.json lacks the field. */
  readonly values: readonly unknown[];
}

/** A metric that at least one run has recorded. */
export interface ComparedMetric extends MetricDescription {
  /** The field of metrics.jsonl. */
  readonly name: string;
  /** The values of each run, in their order; undefined where a run lacks the metric. */
  readonly runs: readonly (RecordedMetric | undefined)[];
}

export interface RunComparison {
  /** In the order in which they were given. */
  readonly runs: readonly ComparedRun[];
  readonly settings: readonly DifferingSetting[];
  readonly metrics: readonly ComparedMetric[];
}

/**
 * Compares runs: of any variants, finished or still training. A run with a damaged file takes part
 * with the others, and its `problems` name the file.
 *
 * @param paths at least two run folders
 * @throws LabError 'bad-argument' for fewer than two runs, more than 26, or one that is named twice;
 * 'not-found' for a folder that is no run
 * @example
 * const { settings, metrics } = await compareRuns(['runs/first', 'runs/second']);
 * console.log(settings.map(({ field, values }) => `${field}: ${values.join(' or ')}`));
 */
export async function compareRuns(paths: readonly string[]): Promise<RunComparison> {
  if (paths.length < 2 || paths.length > MOST_RUNS) {
    const message = `compare: takes 2 to ${MOST_RUNS} runs (got ${paths.length}); name that many folders`;
    throw new LabError('bad-argument', message);
  }
  const places = paths.map((path) => resolve(path));
  const twice = paths.find((_, i) => places.indexOf(places[i] ?? '') !== i);
  if (twice !== undefined) {
    throw new LabError('bad-argument', `${twice}: is named twice; name each run once`);
  }
  const runs: ComparedRun[] = [];
  for (const path of paths) runs.push(await readRun(path));
  const allRows = runs.map(({ rows }) => rows);
  const metrics = metricNames(allRows).map((name) => ({
    name,
    ...describeMetric(name),
    runs: allRows.map((rows) => recordedMetric(rows, name)),
  }));
  return { runs, settings: differingSettings(runs), metrics };
}

/** In the order of config.json. A run without a readable config.json does not count as different. */
function differingSettings(runs: readonly ComparedRun[]): DifferingSetting[] {
  const fields = new Set(runs.flatMap(({ config }) => Object.keys(config)));
  const readable = runs.filter(({ config }) => Object.keys(config).length > 0);
  return [...fields].flatMap((field) => {
    const texts = new Set(readable.map((run) => JSON.stringify(valueOf(run, field))));
    return texts.size > 1 ? [{ field, values: runs.map((run) => valueOf(run, field)) }] : [];
  });
}

function valueOf({ config }: ComparedRun, field: string): unknown {
  return Object.hasOwn(config, field) ? config[field] : undefined;
}
