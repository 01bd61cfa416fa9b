/** What the page does with the samples of each kind, beside showing their pictures. A new kind is a row. */
import { type Drawing, type NoiseModel, soundFile, tableFile } from '@ganport/web/internal';
import { textOf } from './lines.ts';
import type { ShownTable } from './table.ts';
import { playSound } from './play.ts';

type Facts = NoiseModel['samples'];

export interface KindView {
  readonly nouns: readonly [one: string, many: string];
  /** What a click on a sample does. */
  readonly play?: (drawing: Drawing, sample: number, facts: Facts) => void;
  /** The samples as a file; the picture on the canvas where there is none. */
  readonly file?: (
    drawing: Drawing,
    facts: Facts,
  ) => { readonly extension: string; readonly content: BlobPart };
  /** The samples as a table, in place of pictures. */
  readonly table?: (drawing: Drawing, facts: Facts) => ShownTable;
  /** Whether classes are drawn as in the data where none is chosen; otherwise they come in turn. */
  readonly drawsClasses?: true;
  /** What one sample is, for the line below the title. */
  readonly describe: (drawing: Drawing, facts: Facts) => string;
}

const pixels: KindView['describe'] = ({ pictures: [first] }) =>
  `${first?.height} × ${first?.width} pixels`;

export const kindViews: Readonly<Record<Facts['kind'], KindView>> = {
  images: { nouns: ['image', 'images'], describe: pixels },
  jets: { nouns: ['jet', 'jets'], describe: pixels },
  text: {
    nouns: ['line', 'lines'],
    file: ({ lines = [] }) => ({ extension: 'txt', content: textOf(lines) }),
    // Two of the vocabulary are no characters: the end, and what stands for all others.
    describe: (_, { vocabulary = [] }) => `a line out of ${vocabulary.length - 2} characters`,
  },
  audio: {
    nouns: ['sound', 'sounds'],
    play: ({ sounds = [] }, sample, { rate }) => {
      const sound = sounds[sample];
      if (sound && rate) playSound(sound, rate);
    },
    file: ({ sounds = [] }, { rate = 1 }) => ({
      extension: 'wav',
      content: soundFile(sounds, rate),
    }),
    describe: ({ sounds = [] }, { rate = 1 }) =>
      `${((sounds[0]?.length ?? 0) / rate).toFixed(2)} seconds of sound`,
  },
  volumes: {
    nouns: ['volume', 'volumes'],
    describe: () => 'the energies of a volume along the beam, from above and from the side',
  },
  rows: {
    nouns: ['row', 'rows'],
    table: ({ rows = [] }, { table = [] }) => ({
      names: table.map(({ name }) => name),
      rows,
      isNumber: table.map((column) => column.kind === 'number'),
    }),
    drawsClasses: true,
    file: ({ rows = [] }, { table = [] }) => ({
      extension: 'csv',
      content: tableFile(
        table.map(({ name }) => name),
        rows,
      ),
    }),
    describe: (_drawing, { table = [] }) => `a row of ${table.length} columns`,
  },
};
