/**
 * A vocabulary is the characters of texts by number. Character 0 ends lines that are shorter than a sample;
 * character 1 stands for all characters that the vocabulary lacks.
 */
import { limits, sizeProblem } from '../limits.ts';

export type Vocabulary = readonly string[];

/** Character 0: nothing. */
export const PADDING = '';
/** Character 1: any character that is none of the others. */
export const UNKNOWN = '\uFFFD';

/** What can be no character of a vocabulary: control and format characters, and what Unicode leaves open. */
export const odd = /\p{C}/u;

/** What is wrong with a vocabulary, for an error message; undefined for one that texts can have. */
export function vocabularyProblem(characters: Vocabulary): string | undefined {
  const size = sizeProblem(characters.length, limits.characters);
  if (size !== undefined) return `its size ${size}`;
  const [first, second, ...others] = characters;
  if (first !== PADDING || second !== UNKNOWN) {
    return `must begin with "" and ${JSON.stringify(UNKNOWN)}`;
  }
  const wrong = others.find((each) => Array.from(each).length !== 1 || odd.test(each));
  if (wrong !== undefined) return `must have single characters (got ${JSON.stringify(wrong)})`;
  return new Set(characters).size < characters.length ? 'has a character twice' : undefined;
}

/**
 * The text of each sample: the most likely character of every place, up to the first padding.
 *
 * @param samples [count, length, characters]: one-hot, or probabilities
 * @param shape length and characters
 * @example
 * textsOf(Float32Array.of(0, 0, 1, 1, 0, 0), [2, 3], ['', '\uFFFD', 'a']); // ['a']
 */
export function textsOf(
  samples: Float32Array,
  [length = 1, width = 1]: readonly number[],
  vocabulary: Vocabulary,
): string[] {
  return Array.from({ length: samples.length / (length * width) }, (_, i) => {
    const characters: string[] = [];
    for (let place = i * length; place < (i + 1) * length; place++) {
      const likely = largest(samples.subarray(place * width, (place + 1) * width));
      if (likely === 0) break;
      characters.push(vocabulary[likely] ?? UNKNOWN);
    }
    return characters.join('');
  });
}

/** The index of the first largest value. */
function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i; // In range.
  }
  return best;
}
