/** Folders of sounds: classes, cutting, resampling, loudness, and files that cannot be used. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeWav } from '@ganport/core/internal';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { openDataset } from './open-dataset.ts';
import { readSamples } from './subset.ts';

const folder = temporaryFolder();

/** Writes sounds whose samples are index / 1000; their values tell the place. */
function write(name: string, files: Readonly<Record<string, number>>, rate = 8000): string {
  for (const [file, length] of Object.entries(files)) {
    const path = join(folder, name, file);
    mkdirSync(join(path, '..'), { recursive: true });
    const samples = Float32Array.from({ length }, (_, i) => (i + 1) / 1000);
    writeFileSync(path, encodeWav(samples, rate));
  }
  return join(folder, name);
}

const sounds = { length: 8, sampleRate: 8000 };

test('subfolders are classes; longer sounds are cut, shorter ones end in silence', async () => {
  const spec = write('classes', { 'cat/a.wav': 4, 'cat/b.wav': 20, 'dog/c.wav': 8 });
  const dataset = await openDataset(spec, { sounds });
  expect(dataset).toMatchObject({ kind: 'audio', shape: [8, 1], size: 3, name: 'classes' });
  expect([dataset.classes, [...(dataset.labels ?? [])]]).toEqual([
    ['cat', 'dog'],
    [0, 0, 1],
  ]);
  const read = await readSamples(dataset, Int32Array.of(0, 1));
  const milli = [...read].map((value) => Math.round(value * 1000));
  expect(milli).toEqual([1, 2, 3, 4, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('names before _ are classes where they repeat', async () => {
  const named = await openDataset(
    write('named', { '0_x.wav': 3, '1_x.wav': 3, '0_y.wav': 3, '1_y.wav': 3 }),
  );
  expect([named.classes, [...(named.labels ?? [])]]).toEqual([
    ['0', '1'],
    [0, 0, 1, 1],
  ]);
  const takes = await openDataset(write('takes', { 'take_1.wav': 3, 'take_2.wav': 3 }));
  const single = await openDataset(write('single', { 'a_1.wav': 3, 'b_1.wav': 3 }));
  expect([takes.labels, single.labels]).toEqual([undefined, undefined]);
});

test('random parts differ from step to step and repeat with the seed; without draws it is the first', async () => {
  const spec = write('long', { 'a.wav': 500 });
  const dataset = await openDataset(spec, { sounds: { ...sounds, slice: 'random' } });
  const first = async (step?: number) => {
    const out = new Float32Array(8);
    await dataset.read([0], out, step === undefined ? undefined : { seed: 1, step });
    return Math.round((out[0] ?? NaN) * 1000);
  };
  expect(await first()).toBe(1);
  const places = await Promise.all([0, 1, 2, 3].map(first));
  expect(new Set(places).size).toBe(4);
  expect(await Promise.all([0, 1, 2, 3].map(first))).toEqual(places);
});

test('sounds are resampled, and their peak is set where it is asked for', async () => {
  const spec = write('rates', { 'a.wav': 100 }, 16_000);
  const loud = await openDataset(spec, { sounds: { ...sounds, length: 60, loudness: 'peak' } });
  const [read, plain] = await Promise.all(
    [loud, await openDataset(spec, { sounds: { ...sounds, length: 60 } })].map((dataset) =>
      readSamples(dataset, Int32Array.of(0)),
    ),
  );
  expect(Math.max(...(read ?? []))).toBeCloseTo(0.9, 3);
  expect(plain?.[20]).toBeCloseTo(41 / 1000, 3); // Every other sample of the file.
  expect([...(plain?.subarray(50) ?? [])]).toEqual(Array.from({ length: 10 }, () => 0));
});

test('files that cannot be used are named together; too much sound is refused', async () => {
  const spec = write('bad', { 'a.wav': 10, 'b.wav': 10, 'c.wav': 10 });
  writeFileSync(join(spec, 'b.wav'), 'text');
  writeFileSync(join(spec, 'c.wav'), encodeWav(new Float32Array(5), 8000));
  await expect(openDataset(spec, { sounds })).rejects.toThrow(
    /^\S+bad: 2 of 3 sounds cannot be used: \S+b\.wav: is no WAV file, \S+c\.wav: is silent; replace or remove them$/,
  );
  const long = write('much', { 'a.wav': 600 });
  await expect(openDataset(long, { sounds, memory: 1000 })).rejects.toThrow(
    /its sounds have more than 1000 bytes at 8000 samples a second; give fewer/,
  );
});

test('sfx: labeled, the same for the same seed, of the wanted rate and length', async () => {
  const open = (spec: string) => openDataset(spec, { sounds: { length: 4096, sampleRate: 8000 } });
  const effects = await open('sfx:count=9');
  expect(effects).toMatchObject({ kind: 'audio', size: 9, shape: [4096, 1] });
  expect(effects.classes?.[effects.labels?.[8] ?? NaN]).toBe('laserShoot');
  const all = Int32Array.from({ length: 9 }, (_, i) => i);
  const read = await readSamples(effects, all);
  expect(await readSamples(await open('sfx:count=9'), all)).toEqual(read);
  expect(await readSamples(await open('sfx:count=9,seed=2'), all)).not.toEqual(read);
  for (let i = 0; i < 9; i++) {
    const peak = Math.max(...read.subarray(i * 4096, (i + 1) * 4096).map(Math.abs));
    expect(peak).toBeGreaterThan(0.3);
    expect(peak).toBeLessThanOrEqual(1);
  }
  await expect(open('sfx:volume=3')).rejects.toThrow("sfx: there is no setting 'volume'; choose");
});
