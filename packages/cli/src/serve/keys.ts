/** The keys of a server, from a file or a variable: on a command line everyone could read them. */
import { readInputFile } from '@ganport/lab/internal';
import { CliError } from '../errors.ts';

/** Shorter ones are guessed. */
const SHORTEST = 16;
const MAX_BYTES = 2 ** 20;

/**
 * @param file a key a line; without it, the variable GANPORT_API_KEYS has them, with commas
 * @throws CliError 'bad-argument' for a key that is too short, and a file without any; LabError as
 * readInputFile
 */
export async function readKeys(file: string | undefined): Promise<string[]> {
  const text =
    file === undefined
      ? (process.env['GANPORT_API_KEYS'] ?? '')
      : Buffer.from(await readInputFile(file, MAX_BYTES)).toString();
  const keys = text
    .split(file === undefined ? ',' : /\r?\n/)
    .map((key) => key.trim())
    .filter((key) => key !== '');
  const where = file ?? 'GANPORT_API_KEYS';
  if (file !== undefined && keys.length === 0) {
    throw new CliError('bad-argument', `${where}: has no key; write one a line`);
  }
  const at = keys.findIndex((key) => key.length < SHORTEST || !/^[\x21-\x7e]+$/.test(key));
  if (at >= 0) {
    const message = `${where}: key ${at + 1} must have at least ${SHORTEST} letters and digits, without spaces`;
    throw new CliError('bad-argument', message);
  }
  return keys;
}
