/** The generator that a user names for augmentation, and the data that it was trained on, if known. */
import { join } from 'node:path';
import { openRunFolder } from '@ganport/lab';
import { CliError } from './errors.ts';
import { kindOf } from './original.ts';

export interface AugmentModel {
  readonly file: string;
  /** What the run says it was trained on. */
  readonly data?: string;
}

/** @throws CliError 'not-found' for a path with nothing at it or a run without generator; CoreError */
export async function augmentModelOf(path: string): Promise<AugmentModel> {
  const kind = await kindOf(path);
  if (kind === 'file') return { file: path };
  if (kind === undefined) {
    throw new CliError('not-found', `${path}: no such file or folder; check the path`);
  }
  const { run, config } = await openRunFolder(path);
  const file = join(path, 'generator.onnx');
  if ((await kindOf(run.generator)) !== 'file') {
    throw new CliError('not-found', `${file}: not there yet; train the run to its end`);
  }
  const data = (config as { readonly data?: unknown } | null)?.data;
  return typeof data === 'string' ? { file, data } : { file };
}
