/**
 * Protocol Buffers messages as plain objects (protobuf.dev, "Encoding"), read and written by tables of
 * their fields, on protobufjs's Reader and Writer. protobufjs's own types compile a function for each
 * message at run time, which a page whose security policy forbids `eval` refuses.
 */
import protobuf from 'protobufjs/minimal.js';

type Reader = protobuf.Reader;
type Writer = protobuf.Writer;
type Fields = Readonly<Record<string, unknown>>;

/** A field: its number, the name of a scalar type or of a message, and how often it is there. */
export type FieldRow = readonly [number: number, type: string, rule?: 'repeated' | 'packed'];

/** The fields of messages by the names of both. */
export type MessageTable = Readonly<Record<string, Readonly<Record<string, FieldRow>>>>;

/** Reads and writes one kind of message. */
export interface Codec<T> {
  /** The bytes of a message. Fields that are undefined are left out. */
  encode(message: T): Uint8Array;
  /**
   * The message of some bytes. An int64 is a bigint, and bytes are views of the given ones. Fields
   * that the table does not have are skipped; of a message that comes twice, the fields are merged.
   *
   * @throws Error for bytes that are no message, or one that is nested more than a hundred deep
   */
  decode(bytes: Uint8Array): T;
}

/** Wire types. */
const delimited = 2;
type Wire = 0 | 1 | 2 | 5;

interface Scalar {
  readonly wire: Wire;
  readonly read: (reader: Reader) => unknown;
  readonly write: (writer: Writer, value: never) => void;
  /** Of many values in one run of bytes; scalars with a length of their own cannot be packed. */
  readonly readMany?: (reader: Reader) => readonly unknown[];
  readonly writeMany?: (writer: Writer, values: never) => void;
}

/** protobufjs reads 64 bits as two halves, or as a number where the package `long` is missing. */
const big = (value: ReturnType<Reader['int64']> | number): bigint =>
  typeof value === 'number' ? BigInt(value) : (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
const unsigned = (value: Parameters<typeof big>[0]): bigint => BigInt.asUintN(64, big(value));

const scalars: Readonly<Record<string, Scalar>> = {
  int32: {
    wire: 0,
    read: (reader) => reader.int32(),
    write: (writer, value) => writer.int32(value),
    readMany: (reader) => reader.int32s(),
    writeMany: (writer, values) => writer.int32s(values),
  },
  int64: {
    wire: 0,
    read: (reader) => big(reader.int64()),
    write: (writer, value) => writer.int64(value),
    readMany: (reader) => reader.int64s().map(big),
    writeMany: (writer, values) => writer.int64s(values),
  },
  uint64: {
    wire: 0,
    read: (reader) => unsigned(reader.uint64()),
    write: (writer, value) => writer.uint64(value),
    readMany: (reader) => reader.uint64s().map(unsigned),
    writeMany: (writer, values) => writer.uint64s(values),
  },
  float: {
    wire: 5,
    read: (reader) => reader.float(),
    write: (writer, value) => writer.float(value),
    readMany: (reader) => reader.floats(),
    writeMany: (writer, values) => writer.floats(values),
  },
  double: {
    wire: 1,
    read: (reader) => reader.double(),
    write: (writer, value) => writer.double(value),
    readMany: (reader) => reader.doubles(),
    writeMany: (writer, values) => writer.doubles(values),
  },
  string: {
    wire: delimited,
    read: (reader) => reader.string(),
    write: (writer, value) => writer.string(value),
  },
  bytes: {
    wire: delimited,
    read: (reader) => reader.bytes(),
    write: (writer, value) => writer.bytes(value),
  },
};

interface Field {
  readonly name: string;
  /** Its number and wire type, alone and packed. */
  readonly tag: number;
  readonly packedTag: number;
  readonly rule: FieldRow[2];
  readonly type: Scalar | Message;
}

interface Message {
  /** By number, with holes. */
  readonly fields: (Field | undefined)[];
}

/**
 * The codecs of all messages of a table.
 *
 * @throws RangeError for a field whose type is neither a scalar nor a message of the table
 * @example
 * const { Entry } = codecs<{ Entry: { key?: string } }>({ Entry: { key: [1, 'string'] } });
 * Entry.decode(Entry.encode({ key: 'a' }));
 */
export function codecs<Messages>(table: MessageTable): {
  readonly [Name in keyof Messages]: Codec<Messages[Name]>;
} {
  const messages = new Map<string, Message>(
    Object.keys(table).map((name) => [name, { fields: [] }]),
  );
  for (const [message, rows] of Object.entries(table)) {
    for (const [name, [number, typeName, rule]] of Object.entries(rows)) {
      const type = scalars[typeName] ?? messages.get(typeName);
      if (!type) throw new RangeError(`${message}.${name}: there is no type ${typeName}`);
      const { fields } = messages.get(message) as Message;
      const packedTag = number * 8 + delimited;
      const tag = 'fields' in type ? packedTag : number * 8 + type.wire;
      fields[number] = { name, tag, packedTag, rule, type };
    }
  }
  const entries = Array.from(messages, ([name, message]) => [name, codec(message)]);
  // One for each name of the table.
  return Object.fromEntries(entries) as { [Name in keyof Messages]: Codec<Messages[Name]> };
}

function codec(message: Message): Codec<Fields> {
  return {
    encode: (value) => {
      const writer = protobuf.Writer.create();
      encode(writer, message, value, 0);
      return writer.finish();
    },
    decode: (bytes) => {
      const reader = protobuf.Reader.create(bytes);
      return decode(reader, message, reader.len, {}, 0);
    },
  };
}

function checkDepth(depth: number): void {
  if (depth > protobuf.Reader.recursionLimit) throw new Error('messages are nested too deep');
}

function encode(writer: Writer, { fields }: Message, values: Fields, depth: number): void {
  checkDepth(depth);
  for (const field of fields) {
    const value = field && values[field.name];
    if (value === undefined) continue;
    const { rule, type, packedTag } = field as Field;
    if (rule === undefined) {
      encodeOne(writer, field as Field, value, depth);
    } else if (rule === 'packed' && 'writeMany' in type) {
      if ((value as readonly unknown[]).length === 0) continue;
      writer.uint32(packedTag);
      type.writeMany?.(writer, value as never);
    } else {
      for (const each of value as readonly unknown[]) {
        encodeOne(writer, field as Field, each, depth);
      }
    }
  }
}

function encodeOne(writer: Writer, { tag, type }: Field, value: unknown, depth: number): void {
  writer.uint32(tag);
  if ('fields' in type) {
    writer.fork();
    encode(writer, type, value as Fields, depth + 1);
    writer.ldelim();
  } else {
    type.write(writer, value as never);
  }
}

/** @param end where the message ends @param into the fields that the message already has */
function decode(
  reader: Reader,
  { fields }: Message,
  end: number,
  into: Record<string, unknown>,
  depth: number,
): Fields {
  checkDepth(depth);
  const outer = reader.len;
  // Nothing inside the message reaches beyond its end.
  reader.len = end;
  while (reader.pos < end) {
    const tag = reader.tag();
    const wire = tag & 7;
    const field = fields[tag >>> 3];
    if (!field || !readField(reader, field, wire, into, depth)) {
      reader.skipType(wire, depth, tag >>> 3);
    }
  }
  if (reader.pos !== end) throw new RangeError('a field is longer than its message');
  reader.len = outer;
  return into;
}

/** Returns false for a field that is not encoded as its type is; nothing is read then. */
function readField(
  reader: Reader,
  { name, rule, type }: Field,
  wire: number,
  into: Record<string, unknown>,
  depth: number,
): boolean {
  if ('fields' in type) {
    if (wire !== delimited) return false;
    const end = endOf(reader);
    const before = rule === undefined ? (into[name] as Record<string, unknown>) : undefined;
    add(into, name, rule, decode(reader, type, end, before ?? {}, depth + 1));
  } else if (wire === type.wire) {
    add(into, name, rule, type.read(reader));
  } else if (wire === delimited && rule !== undefined && type.readMany) {
    // Each repeated scalar may be packed, whatever its declaration is.
    const values = type.readMany(reader);
    if (into[name] === undefined) into[name] = values;
    else for (const value of values) add(into, name, rule, value);
  } else {
    return false;
  }
  return true;
}

function add(into: Record<string, unknown>, name: string, rule: FieldRow[2], value: unknown): void {
  if (rule === undefined) into[name] = value;
  else ((into[name] ??= []) as unknown[]).push(value);
}

function endOf(reader: Reader): number {
  const length = reader.size();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('a message is longer than what holds it');
  return end;
}
