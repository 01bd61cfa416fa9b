/** A comparison as a bundle of files: one zip file, or a folder. */
import { dirname, extname, join } from 'node:path';
import { OnnxModel, readModel } from '@ganport/graph';
import { readRegularFile } from '@ganport/graph/internal';
import { versions } from '@ganport/core/internal';
import {
  checkEmptyFolder,
  makeFolder,
  writeFileAtomic,
  writeWholeFolder,
} from '@ganport/lab/internal';
import { bundleFiles, zipBundle } from '@ganport/parity/bundle';
import { bindingLocation } from '@ganport/runtime/internal/node';
import { checkOutput } from '../outputs.ts';
import type { Compared, ParitySettings, ParitySubject } from './prove.ts';

const isZip = (path: string) => extname(path).toLowerCase() === '.zip';

/**
 * Checks that a bundle may be written, before the work begins.
 *
 * @throws CliError 'bad-argument', LabError 'cannot-write'
 */
export async function checkBundlePath(path: string): Promise<void> {
  if (isZip(path)) checkOutput(path, '.zip');
  else await checkEmptyFolder(path);
}

/** Writes a bundle, whole or not at all. @throws ParityError 'bad-argument' above 1 GiB, LabError 'cannot-write' */
export async function writeBundle(
  path: string,
  subject: ParitySubject,
  { seed, tolerance }: Pick<ParitySettings, 'seed' | 'tolerance'>,
  compared: Compared,
): Promise<void> {
  const files = await bundleFiles({
    ...compared,
    name: subject.name.split(/[\\/]/).at(-1) ?? subject.name,
    original: subject.original,
    tolerance,
    seed,
    versions: { ...versions, onnxruntime: bindingLocation().version },
    model: await modelBytes(subject),
  });
  if (isZip(path)) {
    await writeFileAtomic(path, [zipBundle(files)]);
    return;
  }
  await writeWholeFolder(path, async (folder) => {
    for (const [name, bytes] of Object.entries(files)) {
      const file = join(folder, name);
      await makeFolder(dirname(file));
      await writeFileAtomic(file, [bytes]);
    }
  });
}

/** The model as one file: what lies in a second one is taken in. */
async function modelBytes({ source, model }: ParitySubject): Promise<Uint8Array> {
  const bytes = typeof source === 'string' ? await readRegularFile(source) : source;
  try {
    readModel(bytes);
    return bytes;
  } catch {
    return new OnnxModel(model).bytes();
  }
}
