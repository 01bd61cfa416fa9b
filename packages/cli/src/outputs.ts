/**
 * The files that a command writes. `--out` replaces an earlier file of the same kind, whole or not
 * at all; a file of any other kind is somebody's and stays.
 */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { CliError } from './errors.ts';

/**
 * Checks that a file may be written, before the work begins.
 *
 * @param extension of the kind that is written: `.onnx`
 * @throws CliError 'bad-argument' when the file exists and has another extension
 */
export function checkOutput(path: string, extension: string): void {
  if (extname(path).toLowerCase() === extension || !existsSync(path)) return;
  const message = `${path}: exists and is no ${extension} file; choose another name`;
  throw new CliError('bad-argument', message);
}
