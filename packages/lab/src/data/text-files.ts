/** Text files as data sets: one file, or a folder of .txt files, perhaps in a subfolder for each class. */
import { basename, join } from 'node:path';
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';
import { defaultMaxBytes, tooLarge } from '../files/limits.ts';
import { readInputFile, readInputFolder } from '../files/read-input.ts';
import { linesOf } from '../text/lines.ts';
import { DEFAULT_LENGTH } from '../text/options.ts';
import { textDataset } from '../text/text-dataset.ts';
import { defaultMemory, type DatasetOptions } from './options.ts';

/** The text files of a folder, and their classes. */
interface TextList {
  readonly files: readonly { readonly path: string; readonly label: number }[];
  readonly classes?: readonly string[];
}

export const isTextName = (name: string): boolean =>
  !name.startsWith('.') && name.toLowerCase().endsWith('.txt');

/** Lists the text files of a folder in the order of their names; undefined where there are none. */
export async function listTexts(folder: string): Promise<TextList | undefined> {
  const entries = await readInputFolder(folder);
  const own = textsIn(entries).map((name) => ({ path: join(folder, name), label: 0 }));
  if (own.length > 0) return { files: own };
  const subfolders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const files: { path: string; label: number }[] = [];
  const classes: string[] = [];
  for (const name of subfolders.map((entry) => entry.name).toSorted()) {
    const inside = textsIn(await readInputFolder(join(folder, name)));
    if (inside.length === 0) continue;
    const label = classes.push(name) - 1;
    files.push(...inside.map((file) => ({ path: join(folder, name, file), label })));
  }
  return files.length > 0 ? { files, classes } : undefined;
}

const textsIn = (entries: Awaited<ReturnType<typeof readInputFolder>>) =>
  entries
    .map(({ name }) => name)
    .filter(isTextName)
    .toSorted();

/**
 * Reads text, one sample a line.
 *
 * @param options `text` says how lines become samples
 * @throws LabError 'not-found', 'data-mismatch' for files without lines, or larger than the limits
 * @example
 * const lines = await loadText('poems.txt', { files: [{ path: 'poems.txt', label: 0 }] });
 */
export async function loadText(
  spec: string,
  { files, classes }: TextList,
  { text = {}, memory = defaultMemory, maxBytes = defaultMaxBytes }: DatasetOptions = {},
): Promise<Dataset> {
  const contents: { readonly bytes: Uint8Array; readonly label: number }[] = [];
  let total = 0;
  for (const { path, label } of files) {
    const bytes = await readInputFile(path, maxBytes);
    total += bytes.length;
    if (total > maxBytes) throw tooLarge(spec, `its text has ${total} bytes or more`, maxBytes);
    contents.push({ bytes, label });
  }
  const { length = DEFAULT_LENGTH } = text;
  const source = {
    name: basename(spec),
    classes,
    *lines() {
      for (const { bytes, label } of contents) {
        for (const line of linesOf(bytes, length)) yield [line, label] as const;
      }
    },
  };
  const dataset = textDataset(source, text, memory);
  if (!classes || !dataset.labels) return dataset;
  const missing = classes.find((_, label) => !dataset.labels?.includes(label));
  if (missing === undefined) return dataset;
  const message = `${spec}: the files of class ${missing} have no lines of text; add some, or remove the folder`;
  throw new LabError('data-mismatch', message);
}
