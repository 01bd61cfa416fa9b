/**
 * Lines of text, [length, characters]: a distribution over the characters of a vocabulary for every place
 * of a line, one-hot for real text.
 */
import { limits, sizeProblem } from '../limits.ts';
import { textSheet } from '../pictures/text-sheet.ts';
import { textsOf } from '../text/vocabulary.ts';
import type { HostTensor } from '@ganport/runtime';
import type { DataKind, SampleSettings, SampleShape } from './kind.ts';

function linesOf(batch: HostTensor, shape: SampleShape, settings?: SampleSettings) {
  return textsOf(batch.data as Float32Array, shape, settings?.vocabulary ?? []);
}

export const text = {
  name: 'text',
  noun: ['line', 'lines'],
  tensor: 'text',
  setting: 'sample',
  describe: ([length = 0, characters = 0]) => `${length} characters out of ${characters}`,
  problem(shape) {
    const [length = NaN, characters = NaN] = shape;
    if (shape.length !== 2) {
      return `must be a length and a number of characters (got ${shape.join(' × ')})`;
    }
    const wrong = sizeProblem(length, limits.textLength);
    if (wrong !== undefined) return `length: ${wrong}`;
    const size = sizeProblem(characters, limits.characters);
    return size === undefined ? undefined : `characters: ${size}`;
  },
  picture: (batches, shape, _columns, names, settings) =>
    textSheet(
      batches.flatMap((batch) => linesOf(batch, shape, settings)),
      names,
    ),
  metadata: ({ vocabulary = [] }) => ({
    'ganport.kind': 'text',
    'ganport.text.vocabulary': JSON.stringify(vocabulary),
  }),
  lines: linesOf,
  file: {
    extension: 'txt',
    encode: (batch, shape, settings) => {
      const lines = linesOf(batch, shape, settings).map((line) => `${line}\n`);
      return new TextEncoder().encode(lines.join(''));
    },
  },
} as const satisfies DataKind;
