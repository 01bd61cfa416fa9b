/**
 * Foreign text for a terminal: names and messages from files may hold escape sequences, which move
 * the cursor or change the window's title, and marks that turn or hide text. All of them are printed
 * as escapes.
 */

/**
 * Control characters but the line feed and the tab, format characters (marks of direction, zero
 * widths), lone surrogates, separators of lines, and letters without any shape.
 */
const unsafe =
  /(?![\n\t])(?:[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5)/gu;

/** For example `\x1b` for an escape, `\u202e` for a mark. JSON stays valid JSON with the same text. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return `\\x${code.toString(16).padStart(2, '0')}`;
    // In JSON, characters above U+FFFF are two units.
    return [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join('');
  });
}

/** As printable, on one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}
