/** Against protobufjs's own types, which are made of the same table. */
import * as fc from 'fast-check';
import protobuf from 'protobufjs/light.js';
import { expect, test } from 'vitest';
import { codecs, type FieldRow, type MessageTable } from './codec.ts';
import { messages } from './schema.ts';

function rootOf(table: MessageTable): protobuf.Root {
  const root = new protobuf.Root();
  for (const [typeName, fields] of Object.entries(table)) {
    const type = new protobuf.Type(typeName);
    for (const [name, [id, fieldType, rule]] of Object.entries(fields)) {
      const options = rule === 'packed' ? { packed: true } : {};
      type.add(new protobuf.Field(name, id, fieldType, rule && 'repeated', undefined, options));
    }
    root.add(type);
  }
  return root;
}

type Values = Readonly<Record<string, unknown>>;

const float = fc.float({ noNaN: true });
/** Of a scalar; an int64 as decimal text, which protobufjs's types take too. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int32: fc.integer(),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  float,
  double: fc.double({ noNaN: true }),
  string: fc.string({ unit: 'grapheme' }),
  bytes: fc.uint8Array({ maxLength: 5 }),
};

function fieldValue([, type, rule]: FieldRow, depth: number): fc.Arbitrary<unknown> {
  const one = values[type] ?? message(type, depth - 1);
  return rule === undefined ? one : fc.array(one, { minLength: 1, maxLength: 3 });
}

function message(name: string, depth = 3): fc.Arbitrary<Values> {
  const rows = Object.entries(messages[name] ?? {}).filter(
    ([, [, type]]) => depth > 0 || type in values,
  );
  const record = Object.fromEntries(
    rows.map(([key, row]) => [
      key,
      fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fieldValue(row, depth)),
    ]),
  );
  return fc.record(record).map(withoutUndefined);
}

const withoutUndefined = (record: Values): Values =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const codecOf = codecs<Record<string, Values>>(messages);
const root = rootOf(messages);

test.each(Object.keys(messages))('%s: the bytes and the fields are those of protobufjs', (name) => {
  const codec = codecOf[name] as NonNullable<(typeof codecOf)[string]>;
  const type = root.lookupType(name);
  fc.assert(
    fc.property(message(name), (value) => {
      const bytes = type.encode(type.fromObject(value)).finish();
      expect(Buffer.from(codec.encode(value))).toEqual(Buffer.from(bytes));
      expect(codec.decode(bytes)).toEqual(type.toObject(type.decode(bytes), { longs: BigInt }));
    }),
  );
});

const { One } = codecs<{ One: { a?: number; many?: number[]; next?: object } }>({
  One: { a: [1, 'int32'], many: [2, 'int32', 'repeated'], next: [3, 'One'] },
});
/** Another version of the message. */
const { Other } = codecs<{ Other: Values }>({
  Other: { a: [1, 'string'], many: [2, 'int32', 'packed'], b: [9, 'string'] },
});

const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((p) => [...p]));

test('unknown fields and those of another type are skipped, packed and single numbers are joined', () => {
  const other = Other.encode({ a: 'x', many: [1, 300], b: 'y' });
  expect(One.decode(other)).toEqual({ many: [1, 300] });
  expect(One.decode(joined(other, One.encode({ many: [5] }), other))).toEqual({
    many: [1, 300, 5, 1, 300],
  });
});

test('a message that comes twice is merged', () => {
  const bytes = joined(One.encode({ next: { a: 1 } }), One.encode({ next: { many: [2] } }));
  expect(One.decode(bytes)).toEqual({ next: { a: 1, many: [2] } });
});

test('a message that is cut short, too long or nested too deep is refused', () => {
  const bytes = One.encode({ next: { a: 70_000 } });
  for (let length = 1; length < bytes.length; length++) {
    expect(() => One.decode(bytes.subarray(0, length))).toThrow(RangeError);
  }
  // The inner message's length is one less than its field.
  expect(() => One.decode(Uint8Array.from([26, 2, 8, 200, 1]))).toThrow(RangeError);
  let deep: object = {};
  for (let i = 0; i < 101; i++) deep = { next: deep };
  expect(() => One.encode(deep)).toThrow('nested too deep');
  const nested = Array.from({ length: 40 }).reduce<number[]>(
    (inner) => [26, inner.length, ...inner],
    [],
  );
  expect(() => One.decode(Uint8Array.from(nested))).not.toThrow();
});

test('a type that the table does not have is refused', () => {
  expect(() => codecs({ One: { a: [1, 'Two'] } })).toThrow('One.a: there is no type Two');
});

test('no code is generated', () => {
  const { Function: original } = globalThis;
  try {
    globalThis.Function = (() => {
      throw new Error('eval is refused');
    }) as unknown as FunctionConstructor;
    const { ModelProto } = codecs<{ ModelProto: Values }>(messages);
    expect(ModelProto?.decode(ModelProto.encode({ producerName: 'a' }))).toEqual({
      producerName: 'a',
    });
  } finally {
    globalThis.Function = original;
  }
});
