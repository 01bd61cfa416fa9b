import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { avatarStyles } from './avatar-styles.ts';
import { openDataset } from './open-dataset.ts';
import { readSamples } from './subset.ts';

const cache = mkdtempSync(join(tmpdir(), 'ganport-avatars-'));
vi.stubEnv('XDG_CACHE_HOME', cache);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const all = (size: number) => Int32Array.from({ length: size }, (_, i) => i);
const digest = (images: Float32Array) => createHash('sha256').update(images).digest('hex');
const files = () => readdirSync(join(cache, 'ganport', 'avatars'));

test('faces are color images with named classes, the same when drawn and when cached', async () => {
  const spec = 'avatars:count=40,label=hair-color';
  const drawn = await openDataset(spec, { size: 16 });
  expect(drawn).toMatchObject({
    shape: [16, 16, 3],
    size: 40,
    name: expect.stringContaining('lorelei'),
  });
  expect(drawn.classes).toEqual(['black', 'brown', 'blond', 'red', 'gray', 'blue']);
  const images = await readSamples(drawn, all(40));
  expect(files()).toEqual(['v1-lorelei-hair-color-40-1-16.npz']);

  const cached = await openDataset(spec, { size: 16 });
  expect(await readSamples(cached, all(40))).toEqual(images);
  expect({ ...cached, read: 0 }).toEqual({ ...drawn, read: 0 });

  // A damaged file is drawn again.
  truncateSync(join(cache, 'ganport', 'avatars', String(files()[0])), 100);
  const again = await openDataset(spec, { size: 16 });
  expect(await readSamples(again, all(40))).toEqual(images);
});

test('the first faces of a larger set are those of a smaller one; another seed has others', async () => {
  const read = async (spec: string) => readSamples(await openDataset(spec, { size: 16 }), all(4));
  const four = digest(await read('avatars:count=4'));
  expect(digest(await read('avatars:count=6'))).toBe(four);
  expect(digest(await read('avatars:count=4,seed=2'))).not.toBe(four);
});

test('images fill another size, and may be gray', async () => {
  const wide = await openDataset('avatars:count=2', { size: [8, 16] });
  expect(wide.shape).toEqual([8, 16, 3]);
  expect((await openDataset('avatars:count=2', { crop: 32, grayscale: true })).shape).toEqual([
    32, 32, 1,
  ]);
});

const attributes = Object.entries(avatarStyles).flatMap(([style, { attributes: of }]) =>
  Object.keys(of).map((label) => [style, label] as const),
);

test.each(attributes)('%s: every face has a class by %s', async (style, label) => {
  const spec = `avatars:style=${style},label=${label},count=150`;
  const { labels, classes = [] } = await openDataset(spec, { size: 4 });
  const counts = classes.map((_, i) => labels?.filter((given) => given === i).length ?? 0);
  expect(counts.reduce((sum, count) => sum + count)).toBe(150);
  // Rare parts, such as a mask, are on 5 % of the faces.
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1);
});

test.each([
  [
    'avatars:style=emoji',
    "there is no style 'emoji'; choose one of lorelei, pixel-art, open-peeps",
  ],
  ['avatars:label=hat', "there is no label of lorelei 'hat'; choose one of hair-color, glasses"],
  ['avatars:label=toString', "there is no label of lorelei 'toString'"],
  ['avatars:size=32', "there is no setting 'size'; choose one of style, label, count, seed"],
  ['avatars:count=0', "count must be a whole number from 1 to 100000, got '0'"],
  ['avatars:seed=-1', "seed must be a whole number from 0 to 4294967295, got '-1'"],
])('%s is refused', async (spec, message) => {
  await expect(openDataset(spec)).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringContaining(message),
  });
});

test('a set that is larger than the limit is refused before anything is drawn', async () => {
  await expect(openDataset('avatars:count=100000', { size: 64 })).rejects.toThrow(
    '100000 faces of 64 × 64 need 1228904096 bytes, the limit is 1073741824; ask for fewer with count=',
  );
  const small = openDataset('avatars:count=10', { size: 16, maxBytes: 10_000 });
  await expect(small).rejects.toThrow('the limit is 10000');
});
