/**
 * Event files, read by a reader that is written here from the formats alone: framing with checksums,
 * and the wire format of protobuf.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@ganport/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventFileName, withEvents } from './event-store.ts';
import { crc32c } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganport-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const row = { step: 7, dLoss: 0.5, gLoss: 2, dAccuracy: 0.75, secondsPerStep: 0.1, fid: 3.25 };

test('CRC32C, of the vectors of RFC 3720, B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

test('a session writes its start, the configuration, scalars, pictures and warnings', async () => {
  const memory = createMemoryStore();
  const store = withEvents(memory, { folder, firstStep: 6, config: { variant: 'mlp' } });
  expect(readdirSync(folder)).toEqual([]);
  await store.appendRow(row);
  const data = new Uint8Array([0, 255]);
  await store.writeSamples(8, { width: 2, height: 1, channels: 1, data });
  await store.appendWarning({ step: 9, sign: 'divergence', value: 1, message: 'a warning' });
  expect([memory.rows.length, memory.warnings.length]).toEqual([1, 1]);

  const [version, start, config, scalars, samples, warning] = readEvents();
  expect(text(version?.get(3)?.[0])).toBe('brain.Event:2');
  expect([start?.get(2), message(start?.get(7)?.[0]).get(1)]).toEqual([[6n], [1n]]);
  const configValue = message(message(config?.get(5)?.[0]).get(1)?.[0]);
  expect(text(configValue.get(1)?.[0])).toBe('config');
  expect(text(message(configValue.get(8)?.[0]).get(8)?.[0])).toContain('"variant": "mlp"');
  expect(text(message(message(configValue.get(9)?.[0]).get(1)?.[0]).get(1)?.[0])).toBe('text');

  expect(scalars?.get(2)).toEqual([7n]);
  const values = message(scalars?.get(5)?.[0]).get(1)?.map(message) ?? [];
  expect(
    Object.fromEntries(values.map((one) => [text(one.get(1)?.[0]), float(one.get(2)?.[0])])),
  ).toEqual({
    'loss/dLoss': 0.5,
    'loss/gLoss': 2,
    'accuracy/dAccuracy': 0.75,
    'time/secondsPerStep': Math.fround(0.1),
    'quality/fid': 3.25,
  });
  const image = message(message(message(samples?.get(5)?.[0]).get(1)?.[0]).get(4)?.[0]);
  expect([image.get(1), image.get(2), image.get(3)]).toEqual([[1n], [2n], [1n]]);
  expect(
    Buffer.from(bytes(image.get(4)?.[0]))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(warning?.get(2)).toEqual([9n]);
});

test('each session has a file of its own, in the order of their names', async () => {
  for (const firstStep of [1, 6]) {
    const session = { folder, firstStep, config: {} };
    await withEvents(createMemoryStore(), session).appendRow({ ...row, step: firstStep });
  }
  const names = readdirSync(folder).toSorted();
  expect(names.map((name) => eventFileName.test(name))).toEqual([true, true]);
  const starts = readEvents().flatMap((event) => (event.has(7) ? (event.get(2) ?? []) : []));
  expect(starts).toEqual([1n, 6n]);
});

type Field = bigint | Uint8Array;
type Message = ReadonlyMap<number, readonly Field[]>;

function readEvents(): Message[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const file = readFileSync(join(folder, name));
      const events: Message[] = [];
      for (let at = 0; at < file.length;) {
        const length = Number(file.readBigUInt64LE(at));
        const data = file.subarray(at + 12, at + 12 + length);
        expect(file.readUInt32LE(at + 8)).toBe(masked(file.subarray(at, at + 8)));
        expect(file.readUInt32LE(at + 12 + length)).toBe(masked(data));
        events.push(message(data));
        at += length + 16;
      }
      return events;
    });
}

function masked(data: Uint8Array): number {
  const crc = BigInt(crc32c(data));
  return Number(((crc >> 15n) + ((crc << 17n) & 0xffffffffn) + 0xa282ead8n) & 0xffffffffn);
}

/** Varints as bigints, all other fields as their bytes. */
function message(field: Field | undefined): Message {
  const data = bytes(field);
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = data[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => data.subarray(at, (at += length));
  while (at < data.length) {
    const key = Number(varint());
    const kind = key & 7;
    const sizes: Readonly<Record<number, () => number>> = {
      1: () => 8,
      2: () => Number(varint()),
      5: () => 4,
    };
    const size = sizes[kind];
    const value = size ? take(size()) : varint();
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
}

function bytes(field: Field | undefined): Uint8Array {
  if (field instanceof Uint8Array) return field;
  throw new Error('the field is no bytes');
}

function text(field: Field | undefined): string {
  return new TextDecoder().decode(bytes(field));
}

function float(field: Field | undefined): number {
  return Buffer.from(bytes(field)).readFloatLE();
}
