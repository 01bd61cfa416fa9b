/**
 * Files with one JSON object a line, which are only appended to: the metrics and warnings of a run.
 */
import type * as z from 'zod';
import { LabError, messageOf } from '../errors.ts';
import { readInputFile } from './read-input.ts';

const LINE_FEED = 10;

export interface JsonLine<T> {
  readonly value: T;
  /** The offset of the end of the line, in bytes. */
  readonly end: number;
}

/**
 * Reads all lines. An incomplete last line, left by a killed run, is ignored.
 *
 * @param what each line is, for messages
 * @throws LabError 'corrupt-file' that names the line, 'not-found' when there is no such file
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  what: string,
): Promise<JsonLine<T>[]> {
  const bytes = Buffer.from(await readInputFile(path));
  const lines: JsonLine<T>[] = [];
  let start = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, start)) {
    const line = bytes.toString('utf8', start, at);
    start = at + 1;
    try {
      lines.push({ value: schema.parse(JSON.parse(line)), end: start });
    } catch (cause) {
      const reason = messageOf(cause).replaceAll(/\s+/g, ' ');
      const message = `${path}: line ${lines.length + 1} is no ${what} (${reason}); remove it`;
      throw new LabError('corrupt-file', message, { cause });
    }
  }
  return lines;
}
