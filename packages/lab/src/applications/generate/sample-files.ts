/** Generated samples as a folder of single files, PNG for images, named by their number and class. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleLength } from '@ganport/core/internal';
import { partOfName } from '../../files/file-names.ts';
import { writeWholeFolder } from '../../files/whole-folder.ts';
import { kindsInLab } from '../../kinds/index.ts';
import type { DrawnSamples } from './noise-generator.ts';

/** The classes of samples. */
export interface SampleLabels {
  /** [count], the class of each sample by number. */
  readonly labels?: Int32Array;
  /** The names of the classes by number; file names have the numbers without. */
  readonly classes?: readonly string[] | undefined;
}

/**
 * Writes the samples as files into a new folder: 00001.png, or with classes 00001-cat.png. The folder is written with all files or not at all.
 *
 * @throws LabError 'cannot-write', also when the folder is not empty
 * @example
 * await writeSampleFiles('images', await generator.draw({ noise }));
 */
export async function writeSampleFiles(
  folder: string,
  { kind, data, shape, settings = {} }: DrawnSamples,
  labels: SampleLabels = {},
): Promise<void> {
  const length = sampleLength(shape);
  const { extension, encode } = kindsInLab[kind];
  const count = data.length / length;
  await writeWholeFolder(folder, async (inside) => {
    for (let i = 0; i < count; i++) {
      const sample = data.subarray(i * length, (i + 1) * length);
      const name = `${fileName(i, count, labels)}.${extension}`;
      await writeFile(join(inside, name), await encode(sample, shape, settings));
    }
  });
}

/** @param i counted from 0; names count from 1, padded with zeros so that they sort by number */
function fileName(i: number, count: number, { labels, classes }: SampleLabels): string {
  const number = String(i + 1).padStart(Math.max(5, String(count).length), '0');
  const label = labels?.[i];
  if (label === undefined) return number;
  return `${number}-${partOfName(classes?.[label] ?? String(label))}`;
}
