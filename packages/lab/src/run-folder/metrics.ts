/**
 * metrics.jsonl: one line of JSON for each report, only ever appended to. A run that resumes first
 * cuts it back to its checkpoint, so that an interrupted run leaves the same lines as any other.
 */
import { open, truncate } from 'node:fs/promises';
import type { MetricsRow } from '@ganport/core';
import { metricsRowSchema } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { cannotWrite } from '../files/atomic-file.ts';
import { readJsonLines, type JsonLine } from '../files/json-lines.ts';

/**
 * Appends a row and returns when it is on the disk.
 *
 * @throws LabError 'not-finite' for NaN or infinity, which JSON cannot hold; 'cannot-write'
 */
export async function appendMetrics(path: string, row: MetricsRow): Promise<void> {
  const [name] = Object.entries(row).find(([, value]) => !Number.isFinite(value)) ?? [];
  if (name !== undefined) {
    const message = `step ${row.step}: ${name} is ${row[name]}; lower the learning rate or try another seed`;
    throw new LabError('not-finite', message);
  }
  try {
    const file = await open(path, 'a');
    try {
      await file.writeFile(`${JSON.stringify(row)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Reads all rows. @throws LabError as readJsonLines */
export async function readMetrics(path: string): Promise<MetricsRow[]> {
  return (await readRows(path)).map(({ value }) => value);
}

/** Cuts the file back to the rows of at most `step`. @throws LabError as readMetrics, 'cannot-write' */
export async function truncateMetrics(path: string, step: number): Promise<void> {
  const kept = (await readRows(path)).findLast(({ value }) => value.step <= step);
  try {
    await truncate(path, kept?.end ?? 0);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function readRows(path: string): Promise<JsonLine<MetricsRow>[]> {
  return readJsonLines(path, metricsRowSchema, 'row of metrics');
}
