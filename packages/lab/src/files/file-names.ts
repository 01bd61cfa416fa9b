/**
 * Names from files as names of files: what every system can store, in one folder, without going
 * anywhere else.
 */

/** What no name may contain on some system, or what hides or turns a part of it. */
const odd = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Devices of Windows, with any extension. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Bytes of UTF-8 that leave room for a number and an extension in the 255 that systems take. */
const LONGEST = 200;

/**
 * The first of these names that no folder or file beside the others and `taken` can have, and why.
 * Names that differ in case alone are one name on some systems.
 */
export function nameProblem(
  names: readonly string[],
  taken: readonly string[] = [],
): { readonly name: string; readonly problem: string } | undefined {
  const seen = new Map(taken.map((name) => [folded(name), name]));
  for (const name of names) {
    const other = seen.get(folded(name));
    const same =
      other === undefined
        ? undefined
        : `it is the same name as ${JSON.stringify(other)} on some systems`;
    const problem = problemOf(name) ?? same;
    if (problem !== undefined) return { name, problem };
    seen.set(folded(name), name);
  }
  return undefined;
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'it is empty';
  const [character] = odd.exec(name) ?? [];
  if (character !== undefined) return `it contains ${JSON.stringify(character)}`;
  if (name.startsWith('.')) return 'it begins with a dot';
  if (/[. ]$/.test(name) || name.startsWith(' ')) return 'it begins or ends with a space or a dot';
  if (reserved.test(name)) return 'it is a device of Windows';
  if (Buffer.byteLength(name) > LONGEST) return `it has more than ${LONGEST} bytes`;
  return undefined;
}

/** A part of a file's name, in which odd characters are underscores. */
export function partOfName(text: string): string {
  const whole = text.replaceAll(new RegExp(`(?:${odd.source}|\\s)+`, 'gu'), '_');
  let part = '';
  for (const character of whole) {
    if (Buffer.byteLength(part + character) > LONGEST) break;
    part += character;
  }
  return part.replace(/[.]+$/, '_');
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
