/** What a comparison shows, in one sentence. */
import type { Computed } from '../models/protocol.ts';
import { text } from '../text.ts';

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'warned';
  readonly line: string;
}

/** Whether a runtime has computed the same. */
export function isSame({ difference }: Computed, tolerance: number): boolean {
  return difference !== undefined && difference.maxAbs <= tolerance;
}

/** What a bundle brings was compared where it was made; the sentence is about what was computed now. */
export function verdictOf(results: readonly Computed[], tolerance: number): Verdict {
  const original = results.find(({ isOriginal }) => isOriginal)?.name ?? '';
  const compared = results.filter(
    ({ isOriginal, place, difference }) => !isOriginal && place !== 'bundle' && difference,
  );
  if (compared.length === 0) return { tone: 'warned', line: text.compare.nothing };
  const largest = Math.max(...compared.map(({ difference }) => difference?.maxAbs ?? 0));
  const others = compared.filter((result) => !isSame(result, tolerance)).map(({ name }) => name);
  return others.length === 0
    ? { tone: 'good', line: text.compare.agree(compared.length, original, tolerance, largest) }
    : { tone: 'bad', line: text.compare.differ(others.join(', '), original, tolerance, largest) };
}
