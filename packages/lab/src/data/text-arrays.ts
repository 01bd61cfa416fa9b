/** Text in an NPZ file, as `ganport generate` writes it: the array `lines`, a list of texts. */
import { basename } from 'node:path';
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';
import { normalized } from '../text/lines.ts';
import { textDataset } from '../text/text-dataset.ts';
import { lineName, namedLabelsIn, type NpzArchive } from './archive.ts';
import { defaultMemory, refuseImageOptions, type DatasetOptions } from './options.ts';

/**
 * The lines of an archive.
 *
 * @param options `text` says how lines become samples
 * @throws LabError 'data-mismatch' for other arrays, for no lines, and for more than fit into memory
 */
export function linesOfArchive(
  archive: NpzArchive,
  file: string,
  options: DatasetOptions = {},
): Dataset {
  refuseImageOptions(options, file, 'text');
  if (!archive.names.includes(lineName)) {
    const held = archive.names.join(', ') || 'nothing';
    const message = `${file}: holds ${held}; text must have the name ${lineName}`;
    throw new LabError('data-mismatch', message);
  }
  const { texts } = archive.texts(lineName);
  const { labels, classes } = namedLabelsIn(archive, texts.length, 'lines') ?? {};
  const source = {
    name: basename(file),
    classes,
    *lines() {
      for (const [i, text] of texts.entries()) yield [normalized(text), labels?.[i] ?? 0] as const;
    },
  };
  return textDataset(source, options.text ?? {}, options.memory ?? defaultMemory);
}
