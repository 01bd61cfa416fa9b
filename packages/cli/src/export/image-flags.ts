/** The flags of image inputs: `--uint8-input [NAME]` and `--input-range NAME=MIN..MAX`. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** The smallest and the largest number by the name of the input. */
export type InputRanges = Readonly<Record<string, readonly [number, number]>>;

export const uint8Input = new Option(
  '--uint8-input [name]',
  'this image input, or the only one, takes uint8: the cast and the scale from 0..255 to its range are in the graph',
);

export const inputRange = new Option(
  '--input-range <name=min..max>',
  "an input's smallest and largest number, for example image=-1..1 (may be repeated; runs know theirs)",
).argParser<InputRanges>(addRange);

function addRange(text: string, before: InputRanges = {}): InputRanges {
  const [, name = '', range = ''] = /^(.+?)=(.+)$/s.exec(text) ?? [];
  const bounds = range.split('..').map((word) => (word.trim() === '' ? NaN : Number(word)));
  const [min = NaN, max = NaN] = bounds;
  if (bounds.length === 2 && min < max && Number.isFinite(max - min)) {
    return { ...before, [name]: [min, max] };
  }
  throw new InvalidArgumentError(
    'It must be NAME=MIN..MAX, a smaller and a larger number, for example image=-1..1',
  );
}
