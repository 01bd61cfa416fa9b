/**
 * `npm run fuzz`: mutated files for every reader of ganport, in guarded child processes. A reader
 * returns a right result or throws an error of ganport's own; anything else is a failure, whose input
 * is written with the command that runs it again.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Guard } from './guard.mjs';
import { loadTarget, targetNames } from './targets.mjs';

const usage = `usage: npm run fuzz -- [--seconds <n>] [--seed <n>] [--target <name>] [--cases <n>]
  --seconds  how long (default: 60)
  --seed     the same seed makes the same cases (default: a new one, which is printed)
  --target   only this one: ${targetNames.join(', ')}
  --cases    stop after this many cases of each target
  --first    the first case of each target (default: 0), to run one again
  --file     run the bytes of a file, or of all files of a folder, instead, with --target
  --found    run the inputs that were found before, of fixtures/fuzz/`;

const root = join(import.meta.dirname, '../..');
const found = join(root, 'fixtures', 'fuzz');
const out = join(root, '.fuzz');
const SLICE_MILLISECONDS = 1500;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        seed: { type: 'string' },
        target: { type: 'string' },
        cases: { type: 'string' },
        first: { type: 'string', default: '0' },
        file: { type: 'string' },
        found: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const [seconds, first] = [Number(values.seconds), Number(values.first)];
    const cases = values.cases === undefined ? Number.MAX_SAFE_INTEGER : Number(values.cases);
    const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
    const odd = [seconds, first, seed].some((number) => !Number.isFinite(number)) || !(cases > 0);
    if (odd) throw new Error('a number is expected');
    const { target, file } = values;
    if (target !== undefined && !targetNames.includes(target)) {
      throw new Error(`there is no target named '${target}'`);
    }
    if (file !== undefined && target === undefined) throw new Error('--file needs --target');
    return { seconds, first, seed, cases, target, file, found: values.found };
  } catch (error) {
    console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

/**
 * @typedef {{ name: string, about: string, share: number, next: number, milliseconds: number,
 *   failures: Map<string, string> }} Progress
 */

/** @param {ReturnType<typeof readArguments>} options */
async function campaign({ seconds, first, seed, cases, target }) {
  console.log(`fuzz: seed ${seed}`);
  const names = target === undefined ? targetNames : [target];
  /** @type {Progress[]} */
  const all = [];
  for (const name of names) {
    const { about, share = 1 } = await loadTarget(name);
    all.push({ name, about, share, next: first, milliseconds: 0, failures: new Map() });
  }
  const guard = new Guard();
  let until = performance.now() + seconds * 1000;
  // Ctrl-C ends the campaign after the current slice, with its table.
  process.once('SIGINT', () => (until = performance.now()));
  const isOpen = (/** @type {Progress} */ progress) => progress.next < first + cases;
  while (performance.now() < until && all.some(isOpen)) {
    for (const progress of all.filter(isOpen)) {
      const left = until - performance.now();
      if (left <= 0) break;
      const milliseconds = Math.min(SLICE_MILLISECONDS * progress.share, left);
      const most = first + cases - progress.next;
      const job = { target: progress.name, seed, first: progress.next, milliseconds, most };
      const start = performance.now();
      const { next, failures } = await guard.run(job);
      progress.milliseconds += performance.now() - start;
      progress.next = next;
      for (const failure of failures) report(progress, failure, seed);
    }
  }
  await guard.close();
  summarize(all, first);
}

/** @param {Progress} progress @param {import('./child.mjs').Failure} failure @param {number} seed */
function report({ name, failures }, { index, bytes, what, stack }, seed) {
  if (failures.has(what)) return;
  mkdirSync(out, { recursive: true });
  const file = join(out, `${name}-${seed}-${index}.bin`);
  const again = `npm run fuzz -- --target ${name} --seed ${seed} --first ${index} --cases 1`;
  failures.set(what, again);
  console.log(`\nFAIL ${name}: ${what}\n  ${again}`);
  if (bytes === '') return;
  writeFileSync(file, Buffer.from(bytes, 'base64'));
  console.log(`  npm run fuzz -- --target ${name} --file ${file}\n${stack}`);
}

/** @param {readonly Progress[]} all @param {number} first */
function summarize(all, first) {
  const width = Math.max(...all.map(({ name }) => name.length));
  console.log('');
  for (const { name, about, next, milliseconds, failures } of all) {
    const cases = String(next - first).padStart(9);
    const time = `${(milliseconds / 1000).toFixed(1)} s`.padStart(9);
    const note = failures.size === 0 ? about : `${failures.size} FAILURES`;
    console.log(`${name.padEnd(width)} ${cases} cases ${time}  ${note}`);
  }
  console.log(`${all.reduce((sum, { next }) => sum + next - first, 0)} cases`);
  const failed = all.filter(({ failures }) => failures.size > 0).length;
  console.log(`${all.length - failed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** @param {readonly (readonly [target: string, file: string])[]} inputs */
async function replayAll(inputs) {
  const guard = new Guard();
  let failed = 0;
  for (const [target, file] of inputs) {
    const { outcome, stack = '' } = await guard.replay(target, readFileSync(file));
    const isFailure = outcome === 'failed';
    if (isFailure) failed++;
    console.log(
      `${isFailure ? 'FAIL' : outcome} ${target} ${file}${isFailure ? `\n${stack}` : ''}`,
    );
  }
  await guard.close();
  console.log(`${inputs.length - failed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

const options = readArguments();
if (options.found) {
  const inputs = readdirSync(found).flatMap((target) =>
    targetNames.includes(target)
      ? readdirSync(join(found, target)).map(
          (file) => /** @type {const} */ ([target, join(found, target, file)]),
        )
      : [],
  );
  await replayAll(inputs);
} else if (options.file !== undefined && options.target !== undefined) {
  await replayAll([[options.target, options.file]]);
} else {
  await campaign(options);
}
