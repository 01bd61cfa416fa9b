/**
 * A model of text by counting: the probability of a character after those before it, interpolated with
 * shorter and shorter contexts (Witten & Bell 1991).
 */
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';

/** Begins and ends lines. */
const END = '\n';

interface Followers {
  readonly counts: Map<string, number>;
  total: number;
}

/** A trained model. */
export interface NgramModel {
  /** The number of its counts. */
  readonly size: number;
  /** Draws lines of at most `length` characters; the same seed gives the same lines. */
  draw(count: number, length: number, seed: number): string[];
}

/**
 * Counts the n-grams of lines up to an order.
 *
 * @param order the characters of the longest n-gram, of which the last is predicted
 * @example
 * ngramModel(['anna', 'hannah'], 3).draw(2, 32, 1);
 */
export function ngramModel(lines: Iterable<string>, order: number): NgramModel {
  const contexts = new Map<string, Followers>();
  for (const line of lines) {
    const characters = [END, ...Array.from(line), END];
    for (let at = 1; at < characters.length; at++) {
      const next = characters[at] ?? END;
      let context = '';
      count(contexts, context, next);
      for (let start = at - 1; start >= Math.max(0, at - order + 1); start--) {
        context = `${characters[start]}${context}`;
        count(contexts, context, next);
      }
    }
  }
  let size = 0;
  for (const { counts } of contexts.values()) size += counts.size;
  return {
    size,
    draw(wanted, length, seed) {
      const uniform = uniformNumbers(seed);
      return Array.from({ length: wanted }, () => drawLine(contexts, order, length, uniform));
    },
  };
}

function count(contexts: Map<string, Followers>, context: string, next: string): void {
  let followers = contexts.get(context);
  if (!followers) contexts.set(context, (followers = { counts: new Map(), total: 0 }));
  followers.counts.set(next, (followers.counts.get(next) ?? 0) + 1);
  followers.total++;
}

function drawLine(
  contexts: ReadonlyMap<string, Followers>,
  order: number,
  length: number,
  uniform: () => number,
): string {
  const characters = [END];
  while (characters.length <= length) {
    const next = drawNext(contexts, characters.slice(-(order - 1)), uniform);
    if (next === END) break;
    characters.push(next);
  }
  return characters.slice(1).join('');
}

/** Keeps to the longest context with the probability total / (total + different followers). */
function drawNext(
  contexts: ReadonlyMap<string, Followers>,
  before: readonly string[],
  uniform: () => number,
): string {
  for (let start = 0; start < before.length; start++) {
    const followers = contexts.get(before.slice(start).join(''));
    if (!followers) continue;
    const { counts, total } = followers;
    if (uniform() * (total + counts.size) < total) return oneOf(followers, uniform());
  }
  const all = contexts.get('');
  return all ? oneOf(all, uniform()) : END;
}

function oneOf({ counts, total }: Followers, uniform: number): string {
  let left = uniform * total;
  for (const [character, times] of counts) {
    left -= times;
    if (left < 0) return character;
  }
  return END; // Only by rounding.
}

/** Uniform numbers, one after the other. */
function uniformNumbers(seed: number): () => number {
  const source = keyed(seed, 'n-gram model');
  const block = new Float32Array(4096);
  let used = block.length;
  return () => {
    if (used === block.length) {
      fillUniform(source, block);
      used = 0;
    }
    return block[used++] as number; // In range.
  };
}
