/** Text files: what a line becomes, and what is said of everything else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { linesOfDataset } from '../language/dataset-lines.ts';
import { openDataset } from './open-dataset.ts';
import { openRealData } from '../evaluation/real-data.ts';

const folder = temporaryFolder();
let files = 0;
function write(content: string | Uint8Array, name = `text-${files++}.txt`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as never)));

test('a sample a line, one-hot; the vocabulary is in the order of code points', async () => {
  const dataset = await openDataset(write('ba\ncab\n'), { text: { length: 4 } });
  expect(dataset).toMatchObject({ kind: 'text', size: 2, shape: [4, 5] });
  expect(dataset.vocabulary).toEqual(['', '\uFFFD', 'a', 'b', 'c']);
  const samples = new Float32Array(20);
  await dataset.read([1], samples);
  const places = Array.from({ length: 4 }, (_, i) => [...samples.subarray(5 * i, 5 * i + 5)]);
  expect(places).toEqual([
    [0, 0, 0, 0, 1],
    [0, 0, 1, 0, 0],
    [0, 0, 0, 1, 0],
    [1, 0, 0, 0, 0],
  ]);
  expect(dataset.notes).toEqual(['5 characters: padding, \uFFFD for others, abc']);
});

test('everything that does not fit is counted', async () => {
  const content = bytes(
    [0xef, 0xbb, 0xbf],
    'caf\u0065\u0301\r\n', // An accent of its own.
    '\n  \n',
    'a\u001b[2Jb\u202e\n', // An escape sequence, and a mark that turns text.
    [0x61, 0xff, 0x62, 10],
    `${'x'.repeat(1_000_000)}\n`,
    'tab\there',
  );
  const dataset = await openDataset(write(content), { text: { length: 8 } });
  expect(await linesOfDataset(dataset)).toEqual([
    'caf\u00e9',
    'a\uFFFD[2Jb\uFFFD',
    'xxxxxxxx',
    'tab here',
  ]);
  expect(dataset.notes?.slice(1)).toEqual([
    '1 line is longer than 8 characters and cut',
    '2 lines are empty and left out',
    '1 line is not UTF-8 and left out',
    '2 characters (2 different) are read as \uFFFD',
  ]);
});

test('long lines of characters of four bytes are cut between characters', async () => {
  const dataset = await openDataset(write('\u{1f600}'.repeat(5000)), { text: { length: 3 } });
  expect(await linesOfDataset(dataset)).toEqual(['\u{1f600}'.repeat(3)]);
});

test('the most frequent characters are told apart, with those of a model as they are', async () => {
  const path = write('aab\nabc\n');
  const few = await openDataset(path, { text: { characters: 4 } });
  expect(few.vocabulary).toEqual(['', '\uFFFD', 'a', 'b']);
  expect(few.notes?.at(-1)).toBe('1 character (1 different) is read as \uFFFD');
  const vocabulary = ['', '\uFFFD', 'c', 'a'];
  const given = await openDataset(path, { text: { vocabulary } });
  expect(await linesOfDataset(given)).toEqual(['aa\uFFFD', 'a\uFFFDc']);
});

test.each([
  ['an empty file', '', 'has no lines of text (empty)'],
  ['empty lines', '\n\r\n \n', 'has no lines of text (3 empty lines)'],
  ['UTF-16', bytes([0xff, 0xfe, 0x61, 0]), 'has no lines of text (1 line that is not UTF-8)'],
])('%s: one line', async (_, content, problem) => {
  await expect(openDataset(write(content))).rejects.toMatchObject({
    code: 'data-mismatch',
    message: expect.stringContaining(problem),
  });
});

test('more lines than memory, and larger files than the limit, are refused', async () => {
  const path = write('a\n'.repeat(100));
  await expect(openDataset(path, { memory: 6399 })).rejects.toThrow(
    '100 lines of 32 characters need 6400 bytes, the limit is 6399',
  );
  await expect(openDataset(path, { maxBytes: 199 })).rejects.toThrow(
    'it has 200 bytes, and at most 199 are read',
  );
});

test('the subfolders of a folder are classes; without, all files are one set', async () => {
  for (const [name, text] of Object.entries({ cats: 'mew\n', dogs: 'woof\nwow\n' })) {
    mkdirSync(join(folder, 'set', name), { recursive: true });
    write(text, join('set', name, 'lines.txt'));
  }
  const classes = await openDataset(join(folder, 'set'));
  expect(classes).toMatchObject({ classes: ['cats', 'dogs'], labels: Int32Array.of(0, 1, 1) });
  const plain = await openDataset(join(folder, 'set', 'dogs'));
  expect([plain.size, plain.labels]).toEqual([2, undefined]);
  write('\n', join('set', 'cats', 'lines.txt'));
  await expect(openDataset(join(folder, 'set'))).rejects.toThrow(
    'the files of class cats have no lines of text',
  );
});

test('names have a tenth that is held out, with the same characters', async () => {
  const { reference, heldOut } = await openRealData('names', { seed: 1 });
  expect(reference.classes).toEqual(['female', 'male']);
  expect(heldOut.vocabulary).toEqual(reference.vocabulary);
  expect(heldOut.size).toBe(Math.floor((reference.size + heldOut.size) / 10));
  const again = await openRealData('names', { seed: 1 });
  expect(await linesOfDataset(again.heldOut)).toEqual(await linesOfDataset(heldOut));
});
