/**
 * metrics.jsonl: one line of JSON for each report, only appended to. A resumed run first truncates
 * it to its checkpoint, so that an interrupted run leaves the same lines as any other.
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
    const message = `step ${row.step}: ${name} is ${row[name]}; lower the learning rate or give another seed`;
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

/**
 * Reads the rows of metrics.jsonl.
 *
 * @throws LabError 'corrupt-file' that names the line
 * @example
 * const rows = await readMetrics('runs/digits/metrics.jsonl');
 */
export async function readMetrics(path: string): Promise<MetricsRow[]> {
  return (await readRows(path)).map(({ value }) => value);
}

/** Truncates the file to the rows up to `step`. @throws LabError as readMetrics, 'cannot-write' */
export async function truncateMetrics(path: string, step: number): Promise<void> {
  const last = (await readRows(path)).findLast(({ value }) => value.step <= step);
  try {
    await truncate(path, last?.end ?? 0);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function readRows(path: string): Promise<JsonLine<MetricsRow>[]> {
  return readJsonLines(path, metricsRowSchema, 'row of metrics');
}
