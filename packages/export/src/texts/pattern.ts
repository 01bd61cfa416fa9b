/**
 * Patterns that match one character, or a run of such characters: `[^a-z]`, `\s+`, `,`. They are regular
 * expressions of JavaScript, as tfjs reads them, in RE2's form, as ONNX reads them.
 */

export interface CharacterPattern {
  /** RE2's pattern of one character. */
  readonly single: string;
  /** Whether neighbors that match are one match. */
  readonly isRun: boolean;
  /** Whether characters outside of the Basic Multilingual Plane match: JavaScript sees two in each. */
  readonly matchesPairs: boolean;
}

/** JavaScript's white space; RE2's `\s` has ASCII alone. */
const space =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** The members of JavaScript's classes. */
const classes: Readonly<Record<string, string>> = { s: space, d: '0-9', w: 'A-Za-z0-9_' };

/** What RE2 reads as JavaScript does inside of `[…]`. */
const member =
  /\\([sdw])|\\([tnvfr])|\\x([\dA-Fa-f]{2})|\\u([\dA-Fa-f]{4})|\\([^A-Za-z0-9])|([^\\\]])/y;

/** The pattern in RE2's form; undefined for one of several characters, or with another meaning in RE2. */
export function characterPattern(pattern: string): CharacterPattern | undefined {
  const isRun = pattern.length > 1 && pattern.endsWith('+') && !pattern.endsWith('\\+');
  const one = isRun ? pattern.slice(0, -1) : pattern;
  const [, negation = '', inside] = /^\[(\^?)(.+)\]$/su.exec(one) ?? [];
  // A character of its own: none that means something else outside of a class.
  const isPlain = inside === undefined && !/^[.^$*+?()[\]{}|]$/.test(one);
  const members =
    inside === undefined ? (isPlain ? translated(one, 1) : undefined) : translated(inside);
  if (members === undefined) return undefined;
  const isNegative = negation === '^';
  return { single: `[${negation}${members}]`, isRun, matchesPairs: isNegative };
}

/** The members of a class. @param most how many there may be */
function translated(members: string, most = Infinity): string | undefined {
  const parts: string[] = [];
  member.lastIndex = 0;
  while (member.lastIndex < members.length) {
    const start = member.lastIndex;
    const match = member.exec(members);
    if (!match) return undefined;
    const [whole, name, control, byte, code, escaped, plain] = match;
    const literal = escaped ?? plain;
    if (name !== undefined) parts.push(classes[name] ?? '');
    else if (control !== undefined) parts.push(whole);
    else if (literal === '-' && plain !== undefined)
      parts.push(isRange(members, start) ? '-' : '\\-');
    else parts.push(codeOf(literal?.charCodeAt(0) ?? parseInt(byte ?? code ?? '', 16)));
  }
  // Halves of surrogate pairs are no characters of RE2.
  const hasPairs = parts.some((part) => /^\\x\{d[89a-f]..\}$/.test(part));
  return parts.length === 0 || parts.length > most || hasPairs ? undefined : parts.join('');
}

/** Whether a hyphen is between two members, neither of which is a class. */
const isRange = (members: string, at: number) =>
  at > 0 &&
  at < members.length - 1 &&
  !/\\[sdw]$/.test(members.slice(0, at)) &&
  !/^\\[sdw]/.test(members.slice(at + 1));

const codeOf = (code: number) => `\\x{${code.toString(16)}}`;
