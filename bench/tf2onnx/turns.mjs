/**
 * Files that `npm run bench -- tf2onnx --keep FOLDER` left there, in turn in one process and on one thread, by their
 * processor times: node bench/tf2onnx/turns.mjs FOLDER [REPEATS]. A busy machine changes these least.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columns } from '../harness/report.mjs';
import { readModel } from '@ganport/graph';
import { openFile } from './open-file.mjs';

const [parent = '', repeats = '30'] = process.argv.slice(2);
const contestants = ['ganport', 'float32', 'tf2onnx'];
/** Of all repeats: the first ones fill caches. */
const warmUp = 3;

/** @param {string} folder of a model's files */
async function timesOf(folder) {
  const { inputs } = readModel(readFileSync(join(folder, 'ganport.onnx'))).graph;
  const open = inputs.flatMap(({ shape }) => shape.filter((size) => typeof size === 'string'));
  // A multiple of what networks halve; the batch is one.
  const sizes = Object.fromEntries(open.map((name) => [name, /batch|_0$/.test(name) ? 1 : 256]));
  const files = await Promise.all(
    contestants.map(async (who) => ({ who, ...(await openFile(folder, who, sizes, 1)) })),
  );
  /** @type {Record<string, number[]>} milliseconds */
  const times = Object.fromEntries(contestants.map((who) => [who, []]));
  for (let turn = 0; turn < Number(repeats); turn++) {
    for (const { who, run } of turn % 2 === 0 ? files : files.toReversed()) {
      const start = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(start);
      if (turn >= warmUp) times[who]?.push((user + system) / 1000);
    }
  }
  await Promise.all(files.map(({ close }) => close()));
  return Object.fromEntries(Object.entries(times).map(([who, all]) => [who, median(all)]));
}

/** @param {readonly number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

const rows = [];
for (const entry of readdirSync(parent, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const folder = join(parent, entry.name);
  try {
    const times = await timesOf(folder);
    const { ganport = NaN, float32 = NaN, tf2onnx = NaN } = times;
    const row = Object.entries(times).map(([who, ms]) => [`${who}, ms`, ms.toFixed(2)]);
    const ratios = { '÷ tf2onnx': ganport / tf2onnx, 'float32 ÷ tf2onnx': float32 / tf2onnx };
    const shares = Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2)]);
    rows.push(Object.fromEntries([['model', entry.name], ...row, ...shares]));
  } catch (error) {
    console.error(`${entry.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(columns(rows));
