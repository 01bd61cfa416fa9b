/** The flag `--input NAME=FILE.npy`; inputs.ts reads the files. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Paths by the name of the input. */
export type InputFiles = Readonly<Record<string, string>>;

/** The flag `--input`. */
export const inputOption = new Option(
  '--input <name=file.npy>',
  'an input from a file of numpy in place of a drawn one (may be repeated)',
).argParser<InputFiles>(addInput);

function addInput(text: string, before: InputFiles = {}): InputFiles {
  const [, name = '', path = ''] = /^(.+?)=(.+)$/s.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('It must be NAME=FILE.npy');
  return { ...before, [name]: path };
}
