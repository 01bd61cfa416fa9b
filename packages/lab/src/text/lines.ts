/** The lines of a text file. Only as much of a line is decoded as a sample can have. */
import { odd } from '@ganport/core/internal';

const LINE_FEED = 10;
/** The most bytes of a character in UTF-8. */
const CHARACTER_BYTES = 4;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * The lines of a file, in Unicode's composed form, with spaces for tabs and without spaces at their ends;
 * undefined for one that is not UTF-8.
 *
 * @param most the characters that matter of a line: of longer ones, at least one more is returned
 */
export function* linesOf(bytes: Uint8Array, most: number): Generator<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const marked = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
  let start = marked ? BYTE_ORDER_MARK.length : 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    // Composed characters may have several code points, so twice as much is decoded.
    const part = bytes.subarray(start, wholeCharacters(bytes, start, end, 2 * (most + 1)));
    yield decoded(decoder, part);
    start = end + 1;
  }
}

/** The end of at most `most` characters of the longest encoding, between two characters. */
function wholeCharacters(bytes: Uint8Array, start: number, end: number, most: number): number {
  let stop = Math.min(end, start + CHARACTER_BYTES * most);
  const isInside = (at: number) => at < end && ((bytes[at] ?? 0) & 0xc0) === 0x80;
  for (let back = 0; back < CHARACTER_BYTES && isInside(stop); back++) stop--;
  return stop;
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return normalized(decoder.decode(bytes));
  } catch {
    return undefined; // Not UTF-8: the decoder's only error.
  }
}

/** A line as vocabularies see it. */
export function normalized(line: string): string {
  return line.normalize('NFC').replaceAll('\t', ' ').trimEnd();
}

/** Whether a character can be in a vocabulary. */
export const isPlain = (character: string): boolean => !odd.test(character);
