/**
 * Protocol Buffers' wire format, as much as it takes to find parts of an ONNX file and to write small ones:
 * what has a length is skipped, not copied. The whole of ONNX is read and written by @ganport/graph, which
 * is too large for a page.
 */

export type Bytes = readonly number[] | Uint8Array;

/** A field of a message. */
export interface Field {
  readonly number: number;
  /** Of a field with a length: text, bytes, packed numbers, or a message. */
  readonly content: Uint8Array | undefined;
  /** Of an integer; 0 for other fields. */
  readonly value: number;
  /** The field with its tag. */
  readonly whole: Uint8Array;
}

const varintType = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

/** The fields of a message. @throws RangeError where the bytes end early or are none */
export function* fields(bytes: Uint8Array): Generator<Field> {
  const reader = new Reader(bytes);
  while (!reader.isAtEnd) {
    const start = reader.at;
    const tag = reader.varint();
    if (tag < 8) throw new RangeError('a field has no number');
    const { content, value = 0 } = readValue(reader, tag % 8);
    yield { number: Math.floor(tag / 8), content, value, whole: bytes.subarray(start, reader.at) };
  }
}

function readValue(
  reader: Reader,
  type: number,
): { readonly content?: Uint8Array; readonly value?: number } {
  switch (type) {
    case varintType:
      return { value: reader.varint() };
    case delimited:
      return { content: reader.take(reader.varint()) };
    case fixed64:
    case fixed32:
      reader.take(type === fixed64 ? 8 : 4);
      return {};
    default:
      throw new RangeError(`a field has the type ${type}`);
  }
}

/** The integers of a repeated field, packed or one by one. @throws RangeError as `fields` */
export function integersOf(message: readonly Field[], number: number): number[] {
  return message.flatMap((part) => {
    if (part.number !== number) return [];
    if (!part.content) return [part.value];
    const reader = new Reader(part.content);
    const found: number[] = [];
    while (!reader.isAtEnd) found.push(reader.varint());
    return found;
  });
}

const decoder = new TextDecoder();

/** The texts of a repeated field. */
export function textsOf(message: readonly Field[], number: number): string[] {
  return message
    .filter((part) => part.number === number)
    .map((part) => decoder.decode(part.content));
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('the bytes end early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) throw new RangeError('the bytes end early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

/** A field with a length. */
export function field(number: number, bytes: Bytes): number[] {
  return [...header(number, bytes.length), ...bytes];
}

/** What comes before the content of a field with a length. */
export function header(number: number, length: number): number[] {
  return [...varint(number * 8 + delimited), ...varint(length)];
}

/** A non-negative integer field. */
export function integer(number: number, value: number): number[] {
  return [...varint(number * 8 + varintType), ...varint(value)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

const encoder = new TextEncoder();

export function text(value: string): Uint8Array {
  return encoder.encode(value);
}

/** Pieces of bytes, one after the other. */
export function join(pieces: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export function lengthOf(pieces: readonly Bytes[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
