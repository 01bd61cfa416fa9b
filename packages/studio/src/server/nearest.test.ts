/** What the page Explore asks of the server: the training images of a run that are nearest to a picture. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writePng } from '@ganport/lab';
import { decodeMessage, encodeMessage } from '@ganport/parity/internal/web';
import { expect, onTestFinished, test } from 'vitest';
import { type NearestAnswer, TOKEN_HEADER } from '../protocol.ts';
import { temporaryFolder, writeRun, writeText } from '../runs/runs.test.support.ts';
import { serveStudio } from './serve.ts';

const SIDE = 28;

/** A bar of a width, as an image of MNIST's size. */
const bar = (width: number, level: number) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE < width ? level : 0));

const rgba = (gray: Uint8Array) =>
  Uint8Array.from({ length: 4 * gray.length }, (_, i) =>
    i % 4 === 3 ? 255 : (gray[Math.floor(i / 4)] ?? 0),
  );

/** A studio with the run `bars`, which has learned from bars of 2, 6, 10, … pixels. */
async function open() {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  mkdirSync(data);
  for (const width of [2, 6, 10, 14, 18]) {
    const image = { width: SIDE, height: SIDE, channels: 1, data: bar(width, 255) } as const;
    await writePng(join(data, `${width}.png`), image);
  }
  writeRun(folder, 'bars', { config: { data, image: [SIDE, SIDE, 1] } });
  writeRun(folder, 'gone', { config: { data: join(folder, 'nowhere') } });
  const page = temporaryFolder();
  writeText(join(page, 'index.html'), '<!doctype html><title>studio</title>');
  const studio = await serveStudio({ folder, page, program: [process.execPath] });
  onTestFinished(async () => void (await studio.close()));
  const url = new URL(studio.url);
  const headers = { [TOKEN_HEADER]: url.hash.replace('#token=', '') };
  await fetch(new URL('api/runs', url), { headers });
  return (question: object) =>
    fetch(new URL('api/nearest', url), {
      method: 'POST',
      headers,
      body: encodeMessage(question),
    });
}

const picture = { width: SIDE, height: SIDE, rgba: rgba(bar(11, 255)) };

test.each(['pixels', 'features'])('the nearest image is found by %s', async (by) => {
  const ask = await open();
  const response = await ask({ run: 'bars', by, picture });
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { size, nearest } = decodeMessage(bytes) as NearestAnswer;
  expect([size, nearest.length]).toEqual([5, 5]);
  expect(nearest[0]?.picture.rgba).toEqual(rgba(bar(10, 255)));
  const distances = nearest.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  const mean = distances.reduce((sum, distance) => sum + distance / 5, 0);
  expect(mean).toBeCloseTo(1, 5);
});

test('by pixels, distances are those of the pixels that differ', async () => {
  const ask = await open();
  const response = await ask({ run: 'bars', by: 'pixels', picture });
  const { nearest } = decodeMessage(new Uint8Array(await response.arrayBuffer())) as NearestAnswer;
  const roots = [1, 3, 5, 7, 9].map((columns) => Math.sqrt(columns));
  const mean = roots.reduce((sum, root) => sum + root / 5, 0);
  for (const [i, { distance }] of nearest.entries()) {
    expect(distance).toBeCloseTo((roots[i] ?? NaN) / mean, 5);
  }
});

test.each([
  ['an unknown run', { run: '../bars', by: 'pixels', picture }, 404],
  ['data that are gone', { run: 'gone', by: 'pixels', picture }, 404],
  ['an unknown way', { run: 'bars', by: 'name', picture }, 400],
  ['too few pixels', { run: 'bars', by: 'pixels', picture: { ...picture, width: 29 } }, 400],
  [
    'a picture of another size',
    { run: 'bars', by: 'pixels', picture: { width: 1, height: 1, rgba: new Uint8Array(4) } },
    400,
  ],
])('%s is refused in one line', async (_, question, status) => {
  const ask = await open();
  const response = await ask(question);
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: string };
  expect(error).toMatch(/^[^\n]+$/);
});
