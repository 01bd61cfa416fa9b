import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePng } from '../imaging/encode-image.ts';
import { temporaryFolder } from '../features/extractors.test.support.ts';
import { readSamples } from '../data/subset.ts';
import { toBytes } from '../imaging/eight-bit.ts';
import { openRealData } from './real-data.ts';

const folder = temporaryFolder();
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** Gray images of one pixel, the first black, each a step brighter. */
async function grays(name: string, count: number): Promise<string> {
  mkdirSync(join(folder, name));
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.of(10 * i);
    const file = join(folder, name, `${String(i).padStart(2, '0')}.png`);
    await writePng(file, { width: 1, height: 1, channels: 1, data });
  }
  return join(folder, name);
}

test('the two parts share no image and leave none out; the seed divides', async () => {
  const data = await grays('ten', 10);
  const valuesAt = async (seed: number) => {
    const { reference, heldOut } = await openRealData(data, { seed });
    const parts = [reference, heldOut].map(async (part) => {
      const all = Int32Array.from({ length: part.size }, (_, i) => i);
      return [...toBytes(await readSamples(part, all))];
    });
    return (await Promise.all(parts)) as [number[], number[]];
  };
  const [reference, heldOut] = await valuesAt(1);
  expect([reference.length, heldOut.length]).toEqual([5, 5]);
  expect(sorted([...reference, ...heldOut])).toEqual(Array.from({ length: 10 }, (_, i) => 10 * i));
  expect(await valuesAt(1)).toEqual([reference, heldOut]);
  expect(sorted((await valuesAt(2))[0])).not.toEqual(sorted(reference));
});

test('MNIST holds its test images out', async () => {
  const { reference, heldOut } = await openRealData('mnist', { seed: 1 });
  expect([reference.name, reference.size]).toEqual(['mnist (train)', 60_000]);
  expect([heldOut.name, heldOut.size]).toEqual(['mnist (test)', 10_000]);
});

test('one image cannot be divided', async () => {
  const one = await grays('one', 1);
  await expect(openRealData(one, { seed: 1 })).rejects.toMatchObject({ code: 'data-mismatch' });
});
