/** What kind of failure a message is, in a few words: what failures are counted and remembered by. */

interface Kind {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** The first that fits counts. */
const kinds: readonly Kind[] = [
  { pattern: /has no ONNX form/, reason: 'missing kernel' },
  { pattern: /needs the numbers of its inputs|computes later/, reason: 'read at once' },
  { pattern: /RuntimeError/, reason: 'refused by ONNX Runtime' },
  { pattern: /to throw|to be rejected/, reason: 'error expected' },
  { pattern: /page/, reason: 'the page broke' },
  { pattern: /^Error: Arrays|^Expected /, reason: 'wrong values' },
];

export function reasonOf(message: string): string {
  return kinds.find(({ pattern }) => pattern.test(message))?.reason ?? 'other';
}
