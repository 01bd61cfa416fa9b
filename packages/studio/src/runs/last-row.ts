/** The last row of metrics.jsonl, from the end of the file, so that a long run costs no more. */
import type { MetricsRow } from '@ganport/core';
import { metricsRowSchema } from '@ganport/core/internal';
import { openRegularFile } from '@ganport/graph/internal';

/** A row has some fifteen numbers. */
const TAIL_BYTES = 65_536;

/** The last whole row; undefined where there is none. A file that cannot be read has none. */
export async function readLastRow(path: string): Promise<MetricsRow | undefined> {
  const lines = (await readTail(path, TAIL_BYTES)).split('\n');
  // What follows the last line feed is being written. The first line may be cut off.
  for (const line of lines.slice(0, -1).toReversed()) {
    const row = metricsRowSchema.safeParse(parsed(line));
    if (row.success) return row.data;
  }
  return undefined;
}

/** The last bytes of a regular file as text; '' where there is none. */
export async function readTail(path: string, bytes: number): Promise<string> {
  const file = await openRegularFile(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - bytes);
    const buffer = new Uint8Array(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
