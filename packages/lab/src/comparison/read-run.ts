/**
 * One run of a comparison, as its folder shows it at this moment. Files that are missing, as in a run
 * that has just begun, leave their part empty; a damaged file leaves it empty and adds a problem.
 * Nothing is written, so a run that is still training can be read.
 */
import { existsSync } from 'node:fs';
import type { MetricsRow, Warning } from '@ganport/core';
import { LabError } from '../errors.ts';
import { readMetrics } from '../run-folder/metrics.ts';
import { listSamples, openRunFolder, runFolder } from '../run-folder/run-folder.ts';
import { readWarnings } from '../run-folder/warnings-file.ts';

export interface ComparedRun {
  /** The folder, as given. */
  readonly path: string;
  /** The variant, where config.json names one. */
  readonly variant?: string;
  /** The fields of config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The step of the last row of metrics; 0 without rows. */
  readonly step: number;
  /** The steps that the run is to have, where config.json has them. */
  readonly steps?: number;
  readonly rows: readonly MetricsRow[];
  readonly warnings: readonly Warning[];
  /** The newest picture of samples. */
  readonly samples?: { readonly step: number; readonly path: string };
  /** What is damaged, a line each. */
  readonly problems: readonly string[];
}

/**
 * Reads a run.
 *
 * @throws LabError 'not-found' when the folder is no run
 */
export async function readRun(path: string): Promise<ComparedRun> {
  const problems: string[] = [];
  const whole = async <T>(reading: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'corrupt-file') throw error;
      problems.push(error.message);
      return otherwise;
    }
  };
  const run = runFolder(path);
  const config = fieldsOf(
    await whole(
      openRunFolder(path).then((opened) => opened.config),
      {},
    ),
  );
  if (config === undefined) problems.push(`${run.config}: is no object; restore it`);
  const rows = existsSync(run.metrics) ? await whole(readMetrics(run.metrics), []) : [];
  const warnings = await whole(readWarnings(run.warnings), []);
  const samples = (await listSamples(run)).at(-1);
  const { variant, steps } = config ?? {};
  return {
    path,
    config: config ?? {},
    step: rows.at(-1)?.step ?? 0,
    rows,
    warnings,
    problems,
    ...(typeof variant === 'string' && { variant }),
    ...(typeof steps === 'number' && { steps }),
    ...(samples && { samples }),
  };
}

function fieldsOf(config: unknown): Record<string, unknown> | undefined {
  const isObject = typeof config === 'object' && config !== null && !Array.isArray(config);
  return isObject ? { ...config } : undefined;
}
