/** Texts to compare runtimes on: keys of the model's tables, and others. */
import type { Graph } from '@ganport/graph';
import { bodiesOf } from '@ganport/graph/internal';
import { elementCount, encodeTexts, type HostTensor } from '@ganport/runtime';
import type { RandomNumbers } from './random-numbers.ts';

/** Characters of one to four bytes in UTF-8. */
const alphabet = Array.from('etaoin shrdlu(){};=.,_"\n\tABC0123456789éßя中€😀');

/** The lengths of texts that are no keys, in characters. */
const [SHORTEST, LONGEST] = [3, 90];

/** The keys of all tables of texts, also those of subgraphs. */
export function textsToDraw(graph: Graph): readonly string[] {
  const keys = new Set<string>();
  const visit = ({ nodes }: Graph): void => {
    for (const node of nodes) {
      const texts = node.attributes['keys_strings'];
      // A table of one key is a comparison.
      if (texts?.type === 'strings' && texts.value.length > 1) {
        for (const text of texts.value) keys.add(text);
      }
      for (const body of bodiesOf(node)) visit(body);
    }
  };
  visit(graph);
  return [...keys];
}

/** Every fourth text is no key, the second one among them; all are none where there are no keys. */
export function drawTexts(
  dims: readonly number[],
  keys: readonly string[],
  random: RandomNumbers,
): HostTensor {
  const texts = Array.from({ length: elementCount(dims) }, (_, i) => {
    const isKey = keys.length > 0 && i % 4 !== 1;
    return isKey ? (keys[random.whole(0, keys.length)] ?? '') : drawText(random);
  });
  return { dtype: 'string', dims, data: encodeTexts(texts) };
}

function drawText(random: RandomNumbers): string {
  const length = random.whole(SHORTEST, LONGEST);
  return Array.from({ length }, () => alphabet[random.whole(0, alphabet.length)]).join('');
}
