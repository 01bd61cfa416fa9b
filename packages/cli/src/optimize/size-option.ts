/** The flag `--size NAME=N`: what an open dimension is measured at. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

type Sizes = Readonly<Record<string, number>>;

export const sizeOption = new Option(
  '--size <name=n>',
  'what an open dimension is measured at, for example batch=25 (may be repeated; default: a batch of 1, sides of 64)',
).argParser<Sizes>(addSize);

/** The largest size of a dimension. */
const MAX_SIZE = 2 ** 20;

function addSize(text: string, before: Sizes = {}): Sizes {
  const [, name = '', digits = ''] = /^(.+)=([1-9]\d*)$/s.exec(text) ?? [];
  const size = Number(digits);
  if (name !== '' && size <= MAX_SIZE) return { ...before, [name]: size };
  throw new InvalidArgumentError(`It must be NAME=N, with N from 1 to ${MAX_SIZE}`);
}
