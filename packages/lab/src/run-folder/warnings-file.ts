/**
 * warnings.jsonl: the warnings of a run, one line of JSON each. A run without warnings has no such
 * file. A resumed run truncates it to its checkpoint, as it does with its metrics.
 */
import { existsSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import * as z from 'zod';
import { cannotWrite, writeFileAtomic } from '../files/atomic-file.ts';
import { readJsonLines } from '../files/json-lines.ts';
import type { Warning } from '@ganport/core';

const warningSchema = z.object({
  step: z.int().nonnegative(),
  sign: z.string() as unknown as z.ZodType<Warning['sign']>,
  value: z.number(),
  message: z.string(),
});

/** @throws LabError 'cannot-write' */
export async function appendWarning(path: string, warning: Warning): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(warning)}\n`);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/**
 * Reads the warnings of a run; none where there is no file.
 *
 * @throws LabError 'corrupt-file'
 * @example
 * const warnings = await readWarnings('runs/digits/warnings.jsonl');
 */
export async function readWarnings(path: string): Promise<Warning[]> {
  if (!existsSync(path)) return [];
  return (await readJsonLines(path, warningSchema, 'warning')).map(({ value }) => value);
}

/** Removes the warnings of steps after `step`. @throws LabError as readWarnings, 'cannot-write' */
export async function rewindWarnings(path: string, step: number): Promise<void> {
  const remaining = (await readWarnings(path)).filter((warning) => warning.step <= step);
  if (remaining.length === 0) return rm(path, { force: true });
  await writeFileAtomic(path, remaining.map((warning) => `${JSON.stringify(warning)}\n`).join(''));
}
