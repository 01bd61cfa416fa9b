/** Which ONNX file translates: one that is named, or the generator of a run for a direction. */
import { join } from 'node:path';
import { CliError } from './errors.ts';
import { kindOf } from './original.ts';

export const directions = ['AtoB', 'BtoA'] as const;
export type Direction = (typeof directions)[number];

/** @throws CliError 'not-found' when there is no file, or the run has none for the direction */
export async function translatorOf(path: string, direction: Direction): Promise<string> {
  const kind = await kindOf(path);
  if (kind === 'file') return path;
  if (kind === undefined) {
    throw new CliError('not-found', `${path}: no such file or folder; check the path`);
  }
  const own = join(path, `generator-${direction}.onnx`);
  if ((await kindOf(own)) === 'file') return own;
  // A run of one direction, as pix2pix's, has one generator.
  const only = join(path, 'generator.onnx');
  if (direction === 'AtoB' && (await kindOf(only)) === 'file') return only;
  const message = `${path}: has no generator-${direction}.onnx; give a run of a translator that was trained, or an ONNX file`;
  throw new CliError('not-found', message);
}
