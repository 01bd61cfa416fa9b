/** What `ganport evaluate --json` prints, as rows of values with their floors. */
import * as z from 'zod';
import type { EvaluationResult } from '../protocol.ts';

const schema = z.looseObject({ n: z.int(), floor: z.record(z.string(), z.unknown()) });

/** Fields that are no metrics. */
const others = new Set(['classes', 'extractor', 'seed']);

/** The rows of an evaluation; undefined for any other text. */
export function evaluationOf(text: string): EvaluationResult | undefined {
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { n, floor, ...fields } = parsed.data;
  const rows = Object.entries(fields).flatMap(([name, found]) => {
    const value = others.has(name) ? undefined : numberOf(found);
    const least = numberOf(floor[name]);
    return value === undefined
      ? []
      : [{ name, value, ...(least !== undefined && { floor: least }) }];
  });
  return { n, rows };
}

/** A number, or the mean of a metric that has a spread. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const { mean } = (typeof value === 'object' && value !== null ? value : {}) as { mean?: unknown };
  return typeof mean === 'number' ? mean : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
