/** Text → tokens of ONNX's textual syntax, each with the place it came from. parse.ts reads them. */
import { GraphError } from '../errors.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'mark' | 'end';
  /** As written, except that a string has no quotes and escapes. */
  readonly text: string;
  /** In characters from the start. */
  readonly at: number;
}

/** Words may have dots, as in an operator's domain. A `#` starts a comment. */
const pattern =
  /(?<space>\s+|#.*)|(?<word>[A-Za-z_]\w*(?:\.\w+)*)|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?(?:inf|nan|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?))|(?<mark>=>|\.\.\.|[()<>{}[\],=:?@])/uy;

/** @throws GraphError 'bad-model' with the line and column of a character that starts no token */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    const found = groups && Object.entries(groups).find(([, value]) => value !== undefined);
    if (found === undefined)
      throw syntaxError(text, at, `${JSON.stringify(text[at])} is not part of the syntax`);
    const [kind, raw] = found;
    if (kind === 'word' || kind === 'number' || kind === 'mark')
      tokens.push({ kind, text: raw, at });
    if (kind === 'string') tokens.push({ kind, text: unquoted(raw, text, at), at });
    at += raw.length;
  }
  tokens.push({ kind: 'end', text: 'the end', at });
  return tokens;
}

/** An error with the line and column, both counted from 1. */
export function syntaxError(text: string, at: number, what: string): GraphError {
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new GraphError('bad-model', `line ${before.length}, column ${column}: ${what}`);
}

function unquoted(raw: string, text: string, at: number): string {
  try {
    return String(JSON.parse(raw));
  } catch (cause) {
    const error = syntaxError(text, at, `${raw} is not a string`);
    throw new GraphError(error.code, error.message, { cause });
  }
}
