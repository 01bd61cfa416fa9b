/** Plain data in protobuf's text format, the language of Triton's config.pbtxt. */

/** A name of the schema, such as `KIND_CPU`, which stands without quotes. */
export interface Token {
  readonly token: string;
}

type Scalar = string | number | boolean | Token;

export type TextValue = Scalar | TextMessage;

/** Fields by name; an array is a repeated field, and undefined is a field that is not set. */
export interface TextMessage {
  readonly [field: string]: TextValue | readonly TextValue[] | undefined;
}

export const token = <T extends string>(name: T): { readonly token: T } => ({ token: name });

/**
 * @example
 * textFormat({ name: 'digits', input: [{ dims: [100] }] }); // name: "digits" input { dims: [ 100 ] }
 */
export function textFormat(message: TextMessage, indent = ''): string {
  return Object.entries(message)
    .flatMap(([field, value]) => fieldLines(field, value, indent))
    .map((line) => `${indent}${line}\n`)
    .join('');
}

function fieldLines(field: string, value: TextMessage[string], indent: string): readonly string[] {
  if (value === undefined) return [];
  if (!isList(value)) return [fieldLine(field, value, indent)];
  const scalars = value.filter(isScalar);
  // A list of numbers or names is one line; an empty list of sizes is written, since it means a scalar.
  if (scalars.length === value.length) return [`${field}: [ ${scalars.map(scalar).join(', ')} ]`];
  return value.map((item) => fieldLine(field, item, indent));
}

function fieldLine(field: string, value: TextValue, indent: string): string {
  if (isScalar(value)) return `${field}: ${scalar(value)}`;
  return `${field} {\n${textFormat(value, `${indent}  `)}${indent}}`;
}

function isList(value: TextValue | readonly TextValue[]): value is readonly TextValue[] {
  return Array.isArray(value);
}

function isScalar(value: TextValue): value is Scalar {
  return typeof value !== 'object' || 'token' in value;
}

function scalar(value: Scalar): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' ? value.token : String(value);
}

/** Bytes that a text may not have are escaped in octal. */
function quoted(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const characters = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${characters.join('')}"`;
}
