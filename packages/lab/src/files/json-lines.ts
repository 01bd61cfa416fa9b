/** Files of one JSON object a line, only ever appended to: what a run measures and is warned of. */
import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { LabError, messageOf } from '../errors.ts';

export interface JsonLine<T> {
  readonly value: T;
  /** The offset in bytes where the line ends. */
  readonly end: number;
}

/**
 * Reads all lines. A last one without its end, left by a run that was killed, is passed over.
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
