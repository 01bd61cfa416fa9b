/** Everything that the page shows of a run: settings, warnings, pictures, curves. */
import {
  describeMetric,
  listSamples,
  readSampleLines,
  metricNames,
  readRun,
  recordedValues,
} from '@ganport/lab/internal';
import type { Curve, RunDetails } from '../protocol.ts';
import type { FoundRun } from './find-runs.ts';

/** A curve has at most this many points; a page has fewer pixels. */
const MOST_POINTS = 2000;
/** The newest warnings; a page shows no more. */
const MOST_WARNINGS = 200;

/**
 * Reads a run.
 *
 * @throws LabError as readRun
 */
export async function describeRun({ id, run }: FoundRun): Promise<RunDetails> {
  const { config, warnings, problems, rows } = await readRun(run.path);
  const pictures = (await listSamples(run)).map(({ step }) => step);
  const isText = (await readSampleLines(run, pictures.at(-1) ?? 0)) !== undefined;
  const curves = metricNames([rows]).map((name): Curve => {
    const values = thinned(recordedValues(rows, name));
    const { title, better } = describeMetric(name);
    return {
      name,
      title,
      ...(better && { better }),
      steps: values.map(({ step }) => step),
      values: values.map(({ value }) => value),
    };
  });
  return {
    id,
    config,
    warnings: warnings.slice(-MOST_WARNINGS).map(({ step, message }) => ({ step, message })),
    problems,
    pictures,
    ...(isText && { isText }),
    curves,
  };
}

/** Evenly spaced ones of many points, the last one always among them. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const stride = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => (points.length - 1 - i) % stride === 0);
}
