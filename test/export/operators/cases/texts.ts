/** Texts: cut into bytes, joined, hashed. test/export/texts.test.ts has texts of all lengths and characters. */
import { vector } from '../../../lowering/support/numbers.ts';
import { type } from '../../support/graph-def.ts';
import { int, ints, known, one, type OperatorCase, text, words } from '../operator-case.ts';

const some = words('a', 'héllo', '', '€ and 😀', 'the quick brown fox jumps over the lazy dog');
const splits = known(vector([0, 3, 3, 5], 'int32'));
const joined = (separator: string, ...widths: number[]) => ({
  ngram_widths: ints(...widths),
  separator: text(separator),
  left_pad: text(''),
  right_pad: text(''),
  pad_width: int(0),
  preserve_short_sequences: { b: false },
  Tsplits: type('INT32'),
});

const replaced = (pattern: string, rewrite: string) =>
  one(
    'StaticRegexReplace',
    [words('a, b!', '', '\u00a0é  1-2\t', '€_😀 😀😀', '--', 'tab\\', ' ')],
    { pattern: text(pattern), rewrite: text(rewrite), replace_global: { b: true } },
    { name: `${pattern} by ${JSON.stringify(rewrite)}` },
  );

export const texts: readonly OperatorCase[] = [
  ...(
    [
      [String.raw`[!"#$%&()*+,\-./:;<=>?@\[\\\]^_{|}~]`, ''],
      [String.raw`\s+`, ' '],
      ['[A-Z]', 'AB'],
      ['[^a-zé-]', '<>'],
      [String.raw`[^\w\s]+`, '+'],
      [String.raw`\x2d`, 'é'],
      ['-', ''],
      [String.raw`[\d-]`, '#'],
    ] as const
  ).map(([pattern, rewrite]) => replaced(pattern, rewrite)),
  one('StringToHashBucketFast', [some], { num_buckets: int(1000) }),
  one(
    'StringSplit',
    [words('ab', '', 'cde'), known({ dtype: 'string', shape: [], values: [''] })],
    {},
    {
      outputs: 3,
    },
  ),
  one(
    'StringSplit',
    [words('a,b', '', ',€,,'), known({ dtype: 'string', shape: [], values: [','] })],
    {},
    { outputs: 3, name: 'at a comma' },
  ),
  one('StringNGrams', [some, splits], joined('', 2, 1), { outputs: 2, name: 'of two and of one' }),
  one('StringNGrams', [some, splits], joined(' ', 2), { outputs: 2, name: 'of two' }),
  one('StringNGrams', [some, splits], joined('', 3), { outputs: 2, name: 'of three' }),
];
