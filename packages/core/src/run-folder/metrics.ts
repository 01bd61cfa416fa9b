/**
 * metrics.jsonl: one line of JSON for each report, only ever appended to. A run that resumes first
 * cuts it back to its checkpoint, so that an interrupted run leaves the same lines as any other.
 */
import { open, readFile, truncate } from 'node:fs/promises';
import * as z from 'zod';
import { CoreError, messageOf } from '../errors.ts';
import { cannotWrite } from './atomic-file.ts';

const rowSchema = z
  .object({
    step: z.int().nonnegative(),
    dLoss: z.number(),
    /** Share of the discriminator's answers that were right, 0 to 1. */
    dAccuracy: z.number(),
    gLoss: z.number(),
    secondsPerStep: z.number(),
  })
  .catchall(z.number());

/** One report; networks with more to tell add numbers of their own. */
export type MetricsRow = Readonly<z.infer<typeof rowSchema>>;

/**
 * Appends a row and returns when it is on the disk.
 *
 * @throws CoreError 'not-finite' for NaN or infinity, which JSON cannot hold; 'cannot-write'
 */
export async function appendMetrics(path: string, row: MetricsRow): Promise<void> {
  const [name] = Object.entries(row).find(([, value]) => !Number.isFinite(value)) ?? [];
  if (name !== undefined) {
    const message = `step ${row.step}: ${name} is ${row[name]}; lower the learning rate or try another seed`;
    throw new CoreError('not-finite', message);
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
 * Reads all rows. A last line without its end, left by a run that was killed, is passed over.
 *
 * @throws CoreError 'corrupt-file' that names the line
 */
export async function readMetrics(path: string): Promise<MetricsRow[]> {
  return (await readLines(path)).map(({ row }) => row);
}

/** Cuts the file back to the rows of at most `step`. @throws CoreError as readMetrics, 'cannot-write' */
export async function truncateMetrics(path: string, step: number): Promise<void> {
  const kept = (await readLines(path)).findLast(({ row }) => row.step <= step);
  try {
    await truncate(path, kept?.end ?? 0);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** The rows, each with the offset in bytes where its line ends. */
async function readLines(path: string): Promise<{ row: MetricsRow; end: number }[]> {
  const text = await readFile(path, 'utf8');
  let end = 0;
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      end += Buffer.byteLength(line) + 1;
      try {
        return { row: rowSchema.parse(JSON.parse(line)), end };
      } catch (cause) {
        const message = `${path}: line ${i + 1} is no row of metrics (${messageOf(cause).replaceAll(/\s+/g, ' ')}); remove it`;
        throw new CoreError('corrupt-file', message, { cause });
      }
    });
}
