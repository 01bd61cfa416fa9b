/**
 * Files with one JSON object a line, which are only appended to: the metrics and warnings of a run.
 */
import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { LabError, messageOf } from '../errors.ts';

export interface JsonLine<T> {
  readonly value: T;
  /** The offset of the end of the line, in bytes. */
  readonly end: number;
}

/**
 * Reads all lines. An incomplete last line, left by a killed run, is ignored.
 *
 * @param what each line is, for messages
 * @throws LabError 'corrupt-file' that names the line
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  what: string,
): Promise<JsonLine<T>[]> {
  const text = await readFile(path, 'utf8');
  let end = 0;
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      end += Buffer.byteLength(line) + 1;
      try {
        return { value: schema.parse(JSON.parse(line)), end };
      } catch (cause) {
        const reason = messageOf(cause).replaceAll(/\s+/g, ' ');
        const message = `${path}: line ${i + 1} is no ${what} (${reason}); remove it`;
        throw new LabError('corrupt-file', message, { cause });
      }
    });
}
