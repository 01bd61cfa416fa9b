/** Samples of every kind as numpy's arrays and as JSON, and which file which kind has. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import {
  csvLines,
  dataKinds,
  fromSixteenBits,
  type KindName,
  toSixteenBits,
} from '@ganport/core/internal';
import { encodeNpy, parseNpy } from '../../data/npy.ts';
import { encodeNpz, loadNpz } from '../../data/npz.ts';
import type { DatasetOptions } from '../../data/options.ts';
import { readSamples } from '../../data/subset.ts';
import { temporaryFolder } from '../../files/temporary-folder.test.support.ts';
import type { DrawnSamples } from './noise-generator.ts';
import { checkFormat, sampleFormatOf, sampleFormats } from './sample-formats.ts';

const folder = temporaryFolder();

const values = (...numbers: number[]) => Float32Array.from(numbers);
const vocabulary = ['', '\uFFFD', 'a', 'é'];
const table = [
  {
    kind: 'number',
    name: 'age',
    decimals: 0,
    min: 0,
    max: 99,
    modes: [{ mean: 40, stddev: 5, weight: 1 }],
  },
  {
    kind: 'number',
    name: 'a/b',
    decimals: 1,
    min: 0,
    max: 9,
    modes: [{ mean: 4, stddev: 1, weight: 1 }],
  },
  { kind: 'category', name: 'a_b', categories: ['no', 'yes, "so"'], counts: [1, 1] },
  { kind: 'constant', name: 'land', value: 'é' },
] as const;

/** Two samples of each kind. */
const samples: Readonly<Record<KindName, DrawnSamples>> = {
  images: { kind: 'images', shape: [1, 2, 1], data: values(-1, 0, 1, -0.5) },
  points: { kind: 'points', shape: [1, 1, 2], data: values(0.5, -0.5, 1, -1) },
  audio: {
    kind: 'audio',
    shape: [2, 1],
    data: values(0, 0.5, -0.5, 1),
    settings: { sampleRate: 8000 },
  },
  jets: { kind: 'jets', shape: [1, 2, 1], data: values(0, 1, 2, 0.5) },
  volumes: {
    ...{ kind: 'volumes', shape: [1, 1, 2, 1], data: values(0, 1, 2, 3) },
    conditions: values(5, 10),
  },
  text: {
    ...{ kind: 'text', shape: [2, 4], settings: { vocabulary } },
    data: values(...[0, 0, 1, 0], ...[0, 0, 0, 1], ...[0, 0, 1, 0], ...[1, 0, 0, 0]),
  },
  rows: {
    ...{ kind: 'rows', shape: [6], settings: { table } },
    data: values(...[0, 0.5, 1, 1, 0, 1], ...[0.5, -0.25, 1, 1, 1, 0]),
  },
};
const labels = { labels: Int32Array.of(1, 0), classes: ['cat', 'dog'] };

async function encoded(kind: KindName, extension: string): Promise<Uint8Array> {
  const format = sampleFormatOf(`x.${extension}`);
  if (!format) throw new RangeError(extension);
  return format.encode(samples[kind], 2, labels);
}

/** The arrays of an archive: their shapes and numbers; of texts the type. */
async function arraysOf(kind: KindName) {
  const members = Object.entries(unzipSync(await encoded(kind, 'npz')));
  return Object.fromEntries(
    members.map(([name, bytes]) => {
      const [type = ''] = /<U\d+/.exec(Buffer.from(bytes).toString('latin1', 0, 60)) ?? [];
      if (type !== '') return [name, type];
      const { shape, data } = parseNpy(bytes, name);
      return [name, [shape, ...Array.from<number | bigint>(data)]];
    }),
  );
}

test('texts and doubles as numpy writes them', () => {
  // numpy.save of ['ab', 'ç😀', ''] and of [0.5, -2.0], behind the header.
  const text = encodeNpy(['ab', 'ç😀', ''], [3]);
  expect(Buffer.from(text).toString('latin1')).toContain("'descr': '<U2'");
  expect(Buffer.from(text).toString('base64')).toMatch(/AphAAAAYgAAAOcAAAAA9gEAAAAAAAAAAAA=$/);
  const doubles = encodeNpy(Float64Array.of(0.5, -2), [2]);
  expect(Buffer.from(doubles).toString('base64')).toMatch(/AoAAAAAAADgPwAAAAAAAADA$/);
});

test('each kind as arrays', async () => {
  const classes = {
    'labels.npy': [[2], 1, 0],
    'classes.npy': [[13], ...Buffer.from('["cat","dog"]')],
  };
  expect(await arraysOf('images')).toEqual({
    'images.npy': [[2, 1, 2, 1], 0, 128, 255, 64],
    ...classes,
  });
  expect(await arraysOf('points')).toEqual({
    'points.npy': [[2, 2], 0.5, -0.5, 1, -1],
    ...classes,
  });
  expect(await arraysOf('audio')).toEqual({
    'sounds.npy': [[2, 2], 0, 0.5, -0.5, 1],
    'rate.npy': [[], 8000],
    ...classes,
  });
  expect(await arraysOf('jets')).toEqual({ 'jets.npy': [[2, 1, 2], 0, 100, 200, 50], ...classes });
  expect(await arraysOf('volumes')).toEqual({
    'volumes.npy': [[2, 1, 1, 2], 0, 1, 2, 3],
    'energies.npy': [[2], 5, 10],
  });
  expect(await arraysOf('text')).toEqual({ 'lines.npy': '<U2', ...classes });
  // A mean, plus four standard deviations times the place.
  expect(await arraysOf('rows')).toEqual({
    'age.npy': [[2], 40, 50],
    'a_b.npy': [[2], 6, 3],
    'a_b_.npy': '<U9',
    'land.npy': '<U1',
  });
});

test('text and rows as objects', async () => {
  const objectsOf = async (kind: KindName) =>
    JSON.parse(new TextDecoder().decode(await encoded(kind, 'json')));
  expect(await objectsOf('text')).toEqual([{ text: 'aé' }, { text: 'a' }]);
  expect(await objectsOf('rows')).toEqual([
    { age: 40, 'a/b': 6, a_b: 'yes, "so"', land: 'é' },
    { age: 50, 'a/b': 3, a_b: 'no', land: 'é' },
  ]);
});

test('jets keep their classes when the file is read again', async () => {
  const path = join(folder, 'jets.npz');
  writeFileSync(path, await encoded('jets', 'npz'));
  const dataset = await loadNpz(path);
  expect(dataset).toMatchObject({ kind: 'jets', size: 2, classes: ['cat', 'dog'] });
  expect([...(dataset.labels ?? [])]).toEqual([1, 0]);
  expect(await readSamples(dataset, Int32Array.of(0, 1))).toEqual(samples.jets.data);
});

test('sounds, lines and rows are read again as they were written', async () => {
  const read = async (kind: KindName, options: DatasetOptions) => {
    const path = join(folder, `${kind}.npz`);
    writeFileSync(path, await encoded(kind, 'npz'));
    const dataset = await loadNpz(path, options);
    return { dataset, values: await readSamples(dataset, Int32Array.of(0, 1)) };
  };
  const ofClasses = { size: 2, classes: ['cat', 'dog'], labels: labels.labels };

  const sounds = await read('audio', { sounds: { length: 2, sampleRate: 8000 } });
  expect(sounds.dataset).toMatchObject({ kind: 'audio', shape: [2, 1], ...ofClasses });
  expect(sounds.values).toEqual(fromSixteenBits(toSixteenBits(samples.audio.data)));
  const slower = await read('audio', { sounds: { length: 3, sampleRate: 4000 } });
  expect(slower.values.slice(1, 3)).toEqual(Float32Array.of(0, 0)); // One sample, then silence.

  const lines = await read('text', { text: { length: 2, vocabulary } });
  expect(lines.dataset).toMatchObject({ kind: 'text', shape: [2, 4], ...ofClasses });
  expect(lines.values).toEqual(samples.text.data);

  const rows = await read('rows', { kinds: ['rows'] });
  expect(rows.dataset.table?.map(({ kind, name }) => [kind, name])).toEqual([
    ['category', 'age'],
    ['category', 'a_b'],
    ['category', 'a_b_'],
    ['constant', 'land'],
  ]);
  const { table: found = [] } = rows.dataset;
  expect(csvLines(rows.values, found)).toEqual([
    'age,a_b,a_b_,land',
    '40,6,"yes, ""so""",é',
    '50,3,no,é',
  ]);
});

test('each kind has a picture and arrays, and an error names the files that fit', () => {
  for (const kind of Object.keys(dataKinds) as KindName[]) {
    const fitting = sampleFormats.filter(({ kinds }) => kinds.includes(kind));
    expect(fitting.map(({ extension }) => extension)).toEqual(
      expect.arrayContaining(['png', 'npz']),
    );
  }
  const csv = sampleFormatOf('Rows.CSV');
  if (!csv) throw new RangeError('csv');
  expect(() => checkFormat(csv, 'rows')).not.toThrow();
  expect(() => checkFormat(csv, 'text')).toThrow(
    'a .csv file holds rows below the names of their columns, and the generator makes lines; write a .png, .txt, .json or .npz',
  );
  expect(sampleFormatOf('folder.png/x')).toBeUndefined();
});

test('arrays above 1 GiB are refused before they are encoded', () => {
  const lines = Array<string>(2 ** 20).fill('x');
  expect(() => encodeNpz({ lines: { data: ['y'.repeat(257), ...lines], shape: [] } })).toThrow(
    'the arrays of a .npz file have 1077937156 bytes, the limit is 1073741824; write fewer samples',
  );
});
