/** Classes as they are listed on the command line: names, and ranges of numbers. */

/**
 * `0-3,7` → 0, 1, 2, 3, 7. A word that is a class is that class, whatever dashes it has; other words
 * are kept, to be refused by name.
 */
export function expandClasses(text: string, known: readonly string[]): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.flatMap((word) => (known.includes(word) ? [word] : rangeOf(word))))];
}

function rangeOf(word: string): string[] {
  const [, first = '', last = ''] = /^(\d+)-(\d+)$/.exec(word) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === '' || to < from || to - from > 9999) return [word];
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}
