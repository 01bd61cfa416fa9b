/**
 * PNG files in a folder for each class, which torchvision's ImageFolder and Keras read, and
 * labels.csv with all files, which pandas and Keras's flow_from_dataframe read.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../errors.ts';
import { nameProblem } from '../../../files/file-names.ts';
import { encodePng } from '../../../imaging/encode-image.ts';
import type { OpenSetWriter } from './set-writer.ts';

const DIGITS = 6;

/** The list of all files. */
const LABELS = 'labels.csv';

/** @throws LabError 'data-mismatch' for classes whose names no folder can have */
export const pngFolder: OpenSetWriter = ({ folder, shape, classes }) => {
  const bad = nameProblem(classes, [LABELS, 'augment.json']);
  if (bad) {
    const message = `class ${JSON.stringify(bad.name)}: no folder can have this name: ${bad.problem}; give --format idx or npz`;
    throw new LabError('data-mismatch', message);
  }
  const [height, width] = shape;
  const channels = shape[2] === 1 ? 1 : 3;
  const counts = new Map<string, number>();
  const rows = ['filename,label'];
  return {
    async add(label, data) {
      const name = classes[label] ?? String(label);
      const number = counts.get(name) ?? 0;
      if (number === 0) await mkdir(join(folder, name));
      counts.set(name, number + 1);
      const file = `${name}/${name}-${String(number).padStart(DIGITS, '0')}.png`;
      await writeFile(join(folder, file), await encodePng({ width, height, channels, data }));
      rows.push(`${field(file)},${field(name)}`);
    },
    async close() {
      await writeFile(join(folder, LABELS), `${rows.join('\n')}\n`);
    },
  };
};

/** A field of a CSV file, quoted where needed (RFC 4180, section 2). */
function field(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
