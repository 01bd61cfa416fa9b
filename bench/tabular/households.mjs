// Writes the synthetic table as CSV: node households.mjs SPEC FILE
import { writeFileSync } from 'node:fs';
import { openDataset } from '@ganport/lab';
import { csvLines } from '@ganport/core/internal';

const [, , spec = 'households', file = 'households.csv'] = process.argv;
const dataset = await openDataset(spec);
const rows = new Float32Array(dataset.size * dataset.shape[0]);
await dataset.read([...rows.keys()].slice(0, dataset.size), rows);
writeFileSync(file, `${csvLines(rows, dataset.table).join('\n')}\n`);
