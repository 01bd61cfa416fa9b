/** The page of a generator of rows: a table, and a CSV file. */
import { tableFile } from '@ganport/web/internal';
import { startNoisePage } from '../../noise/page.ts';
import { offerTable, showTable } from './table.ts';

startNoisePage(
  {
    nouns: ['row', 'rows'],
    start: offerTable,
    show: showTable,
    file: ({ rows = [] }, { table = [] }) => ({
      extension: 'csv',
      content: tableFile(
        table.map(({ name }) => name),
        rows,
      ),
    }),
    describe: (_drawing, { table = [] }) => `a row of ${table.length} columns`,
  },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
