/** Constants whose numbers are all the same: they can be one scalar, expanded where needed. */
import type { Constant } from '../graph/graph.ts';

/** Whether every number of the constant is `value`. */
export function isUniform({ data }: Constant, value: number | bigint | undefined): boolean {
  for (let i = 0; i < data.length; i++) if (!Object.is(data[i], value)) return false;
  return data.length > 0;
}
