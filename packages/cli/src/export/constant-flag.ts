/** The flag `--constant NAME=VALUE`, which makes an input of a model a number of the file. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** By the name of the input. */
type Constants = Readonly<Record<string, number | readonly number[]>>;

export const constantInput = new Option(
  '--constant <name=value>',
  'the file has this number, or list of numbers, in place of the input, for example ratio=0.5 (may be repeated)',
).argParser<Constants>(addConstant);

const words: Readonly<Record<string, number>> = { false: 0, true: 1 };

function addConstant(text: string, before: Constants = {}): Constants {
  const [, name = '', list = ''] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  const values = list.split(',').map((word) => numberOf(word.trim()));
  if (name === '' || !values.every((value) => Number.isFinite(value))) {
    throw new InvalidArgumentError(
      'It must be NAME=NUMBER, or NAME=NUMBER,NUMBER,… with a number for each element, for example ratio=0.5',
    );
  }
  const [first = 0] = values;
  return { ...before, [name]: values.length === 1 ? first : values };
}

const numberOf = (word: string): number => {
  if (word === '') return NaN;
  return Object.hasOwn(words, word) ? (words[word] ?? NaN) : Number(word);
};
