/**
 * A data set of lines of text in memory, as numbers of characters. What does not fit is counted, and the
 * notes of the set say so.
 */
import type { Dataset } from '@ganport/core';
import { checkRead, PADDING, UNKNOWN, type Vocabulary } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { isPlain } from './lines.ts';
import { DEFAULT_CHARACTERS, DEFAULT_LENGTH, type TextOptions } from './options.ts';

/** Lines that can be gone through several times. */
export interface LineSource {
  /** Names them in messages. */
  readonly name: string;
  /** Each line with the number of its class; undefined for a line that is not UTF-8. */
  lines(): Iterable<readonly [line: string | undefined, label: number]>;
  /** The names of the classes, by number, where there are some. */
  readonly classes?: readonly string[] | undefined;
}

interface Counts {
  kept: number;
  cut: number;
  empty: number;
  invalid: number;
  /** Characters in place of which the unknown one is read, and how many different ones. */
  odd: number;
  oddKinds: number;
}

/**
 * Reads all lines.
 *
 * @param memory the most bytes of the numbers
 * @returns samples one-hot, float32 [length, characters]
 * @throws LabError 'data-mismatch' for text without lines, or with more than fit into memory
 */
export function textDataset(source: LineSource, options: TextOptions, memory: number): Dataset {
  const { name, classes } = source;
  const { length = DEFAULT_LENGTH, characters = DEFAULT_CHARACTERS } = options;
  const { counts, frequencies } = survey(source, length);
  const size = counts.kept;
  if (size === 0) throw new LabError('data-mismatch', `${name}: ${noLines(counts)}`);
  const bytes = size * length * Uint16Array.BYTES_PER_ELEMENT;
  if (bytes > memory) {
    const message = `${name}: ${many(size, 'line')} of ${length} characters need ${bytes} bytes, the limit is ${memory}; give fewer lines, or a lower --length`;
    throw new LabError('data-mismatch', message);
  }
  const vocabulary = options.vocabulary ?? frequent(frequencies, characters);
  const { codes, labels } = encoded(source, { size, length, vocabulary });
  const known = new Set(vocabulary);
  for (const [character, count] of frequencies) {
    if (known.has(character)) continue;
    counts.odd += count;
    counts.oddKinds++;
  }
  const shape = [length, vocabulary.length] as const;
  const dataset = { name, size, kind: 'text', shape } as const;
  return {
    ...dataset,
    vocabulary,
    notes: notesOf(counts, length, vocabulary),
    ...(classes && { labels, classes }),
    async read(indices, out) {
      checkRead(dataset, indices, out);
      out.fill(0);
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] as number) * length; // In range: checkRead has looked.
        for (let place = 0; place < length; place++) {
          const code = codes[from + place] as number;
          out[(i * length + place) * vocabulary.length + code] = 1;
        }
      }
    },
  };
}

/** The vocabulary of lines: that of the options, else their most frequent characters. */
export function vocabularyOf(source: LineSource, options: TextOptions): Vocabulary {
  const { length = DEFAULT_LENGTH, characters = DEFAULT_CHARACTERS, vocabulary } = options;
  return vocabulary ?? frequent(survey(source, length).frequencies, characters);
}

/** Counts lines, and the characters within `length`. */
function survey(source: LineSource, length: number) {
  const counts: Counts = { kept: 0, cut: 0, empty: 0, invalid: 0, odd: 0, oddKinds: 0 };
  const frequencies = new Map<string, number>();
  for (const [line] of source.lines()) {
    if (line === undefined) counts.invalid++;
    else if (line === '') counts.empty++;
    else {
      counts.kept++;
      let place = 0;
      for (const character of line) {
        if (place++ === length) {
          counts.cut++;
          break;
        }
        frequencies.set(character, (frequencies.get(character) ?? 0) + 1);
      }
    }
  }
  return { counts, frequencies };
}

/** The vocabulary of the most frequent characters, in the order of their code points. */
function frequent(frequencies: ReadonlyMap<string, number>, most: number): Vocabulary {
  const plain = [...frequencies].filter(([each]) => each !== UNKNOWN && isPlain(each));
  const order = (a: string, b: string) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  const chosen = plain
    .toSorted(([a, m], [b, n]) => n - m || order(a, b))
    .slice(0, most - 2)
    .map(([character]) => character);
  return [PADDING, UNKNOWN, ...chosen.toSorted(order)];
}

interface Sizes {
  readonly size: number;
  readonly length: number;
  readonly vocabulary: Vocabulary;
}

function encoded(source: LineSource, { size, length, vocabulary }: Sizes) {
  const numbers = new Map(vocabulary.map((character, i) => [character, i]));
  const unknown = numbers.get(UNKNOWN) ?? 1;
  const codes = new Uint16Array(size * length);
  const labels = new Int32Array(size);
  let at = 0;
  for (const [line, label] of source.lines()) {
    if (!line) continue;
    let place = 0;
    for (const character of line) {
      if (place === length) break;
      codes[at * length + place++] = numbers.get(character) ?? unknown;
    }
    labels[at++] = label;
  }
  return { codes, labels };
}

/** `1 line`, `1,234 lines`. */
function many(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

const are = (count: number) => (count === 1 ? 'is' : 'are');

function noLines({ empty, invalid }: Counts): string {
  const found = [
    ...(empty > 0 ? [many(empty, 'empty line')] : []),
    ...(invalid > 0 ? [`${many(invalid, 'line')} that ${are(invalid)} not UTF-8`] : []),
  ];
  return `has no lines of text (${found.join(', ') || 'empty'}); give text in UTF-8, one sample a line`;
}

function notesOf(counts: Counts, length: number, vocabulary: Vocabulary): string[] {
  const { cut, empty, invalid, odd, oddKinds } = counts;
  const shown = vocabulary.slice(2).join('');
  const lines = [
    [cut, `longer than ${length} characters and cut`],
    [empty, 'empty and left out'],
    [invalid, 'not UTF-8 and left out'],
  ] as const;
  return [
    `${vocabulary.length} characters: padding, ${UNKNOWN} for others, ${shown}`,
    ...lines
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${many(count, 'line')} ${are(count)} ${what}`),
    ...(odd > 0
      ? [`${many(odd, 'character')} (${oddKinds} different) ${are(odd)} read as ${UNKNOWN}`]
      : []),
  ];
}
