/**
 * ONNX files as a contestant: session.mjs WHO CASES.json. The cases are a list of { name, folder, sizes }; WHO.onnx
 * in each folder computes the inputs that ganport's file accepts.
 */
import { readFileSync } from 'node:fs';
import { place, repeated, serve } from '../harness/contestant.mjs';
import { openFile } from './open-file.mjs';

const [who = '', list = ''] = process.argv.slice(2);
/** @type {import('./convert.mjs').Converted[]} */
const files = JSON.parse(readFileSync(list, 'utf8'));
const cases = await Promise.all(
  files.map(async ({ name, folder, sizes }) => {
    const { run } = await openFile(folder, who, sizes, place.threads);
    const once = async () => ({ outputs: Object.keys(await run()).length });
    return /** @type {const} */ ([name, repeated(once)]);
  }),
);
await serve({ version: '', detail: `${cases.length} files` }, Object.fromEntries(cases));
