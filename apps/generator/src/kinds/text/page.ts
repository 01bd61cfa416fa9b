/** The page of a generator of text: a list of lines, which can be copied. */
import { startNoisePage } from '../../noise/page.ts';
import { offerLines, showLines, textOf } from './lines.ts';

startNoisePage(
  {
    nouns: ['line', 'lines'],
    start: offerLines,
    show: showLines,
    file: ({ lines = [] }) => ({ extension: 'txt', content: textOf(lines) }),
    // Two of the vocabulary are no characters: the end, and what stands for all others.
    describe: (_, { vocabulary = [] }) => `a line out of ${vocabulary.length - 2} characters`,
  },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
