/** The flag `--input NAME=FILE`; inputs.ts reads the files. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Paths by the name of the input. */
export type InputFiles = Readonly<Record<string, string>>;

/** The flag `--input`. */
export const inputOption = new Option(
  '--input <name=file>',
  'an input from a file in place of a drawn one: numpy, or texts as .json or as lines of a .txt (may be repeated)',
).argParser<InputFiles>(addInput);

function addInput(text: string, before: InputFiles = {}): InputFiles {
  const [, name = '', path = ''] = /^(.+?)=(.+)$/s.exec(text) ?? [];
  if (name === '')
    throw new InvalidArgumentError('It must be NAME=FILE.npy, or FILE.txt or FILE.json for texts');
  return { ...before, [name]: path };
}
