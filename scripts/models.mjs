/**
 * `npm run test:models`: published tfjs models, fetched by npm into .peers/models, are exported and compared
 * with tfjs by the command line, and timed. Prints the table of docs/figures/models.md, and medians. The
 * seconds of processors are those of all processes of the command, which other work on the machine
 * changes less than the time that passes.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { run } from './peers/command.mjs';
import { modelFolder as folder, models, packages } from './published-models.mjs';

const root = join(import.meta.dirname, '..');
const program = join(root, 'packages', 'cli', 'bin', 'ganport.js');

/** The largest file that counts in the median. */
const MOST_MEGABYTES = 20;

/** @typedef {{ row: string, counted?: { seconds: number, cpu: number } }} Tried */

/** @param {import('./published-models.mjs').Model} model @returns {Promise<Tried>} */
async function tried({ name, file }) {
  const out = join(folder, 'out.onnx');
  const args = ['export', join(folder, 'node_modules', file), '--out', out, '--json'];
  const start = performance.now();
  try {
    const { stdout, stderr } = await promisify(execFile)(
      'bash',
      ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', process.execPath, program, ...args],
      { maxBuffer: 2 ** 26 },
    );
    const seconds = (performance.now() - start) / 1000;
    const times = (stderr.trim().split('\n').at(-1) ?? '').split(' ');
    const cpu = times.reduce((sum, time) => sum + Number(time), 0);
    const { bytes, operators, verification } = JSON.parse(stdout);
    const nodes = Object.values(operators).reduce((a, b) => a + b, 0);
    /** @type {{ outputs: { relative: number }[] }[]} */
    const runs = verification.runs;
    const worst = Math.max(...runs.flatMap((one) => one.outputs.map(({ relative }) => relative)));
    const megabytes = bytes / 1e6;
    const cells = [name, nodes, ...[megabytes, seconds, cpu].map((number) => number.toFixed(1))];
    const row = `| ${cells.join(' | ')} | ${worst.toExponential(1)} |`;
    return megabytes <= MOST_MEGABYTES ? { row, counted: { seconds, cpu } } : { row };
  } catch (error) {
    const stderr =
      error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    process.exitCode = 1;
    // The last line has the times.
    const line = stderr.trim().split('\n').at(-2)?.replaceAll(`${folder}/`, '');
    return { row: `| ${name} | | | | | ${line} |` };
  } finally {
    rmSync(out, { force: true });
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'package.json'))) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
}
run(
  'npm',
  ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', ...packages],
  { cwd: folder, remedy: 'see what npm says above' },
);
console.log(
  '| model | nodes | MB | seconds | processor seconds | largest relative difference |\n| --- | --- | --- | --- | --- | --- |',
);
/** @type {{ seconds: number, cpu: number }[]} */
const counted = [];
for (const model of models) {
  if (values.only !== undefined && !model.name.startsWith(values.only)) continue;
  const one = await tried(model);
  console.log(one.row);
  if (one.counted) counted.push(one.counted);
}
if (counted.length > 0) {
  const seconds = median(counted.map((one) => one.seconds)).toFixed(1);
  const cpu = median(counted.map((one) => one.cpu)).toFixed(1);
  const what = `${counted.length} files of at most ${MOST_MEGABYTES} MB`;
  console.log(`\nmedian of ${what}: ${seconds} s, ${cpu} processor seconds`);
}

/** @param {readonly number[]} numbers at least one */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? NaN, sorted[sorted.length >> 1] ?? NaN];
  return (low + high) / 2;
}
