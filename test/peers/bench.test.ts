/** The machinery of `npm run bench`, on contestants that only sleep; no real peer is needed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bench = join(import.meta.dirname, '..', '..', 'bench');
const url = (file: string) => JSON.stringify(pathToFileURL(join(bench, 'harness', file)).href);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganport-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A contestant whose repeat runs `body`, as the source of an entry of `contestants`. */
function contestant(name: string, body: string): string {
  const path = join(folder, `${name}.mjs`);
  const serve = `import { repeated, serve } from ${url('contestant.mjs')};`;
  const cases = `{ nap: repeated(async () => { ${body} }) }`;
  writeFileSync(path, `${serve}\nawait serve({ version: '1', detail: 'naps' }, ${cases});\n`);
  const command = JSON.stringify([process.execPath, path]);
  return `{ name: '${name}', missing: () => undefined, command: () => ${command} }`;
}
const sleeper = (name: string) =>
  contestant(name, 'await new Promise((r) => setTimeout(r, 2)); return { loss: 0.5 };');

function run(contestants: readonly string[]) {
  const source = `
    import { toJson } from ${url('report.mjs')};
    import { runRounds } from ${url('rounds.mjs')};
    const contestants = [${contestants.join(', ')}];
    const bench = { question: '', cases: { nap: 3 }, subject: 'own', contestants };
    const log = (line) => console.error(line);
    const result = await runRounds(bench, { rounds: 3, threads: 1, only: undefined, log });
    console.log(toJson(result));`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
}

test('figures of all, ratios of the subject to the others, and who is left out', () => {
  const absent = "{ name: 'absent', missing: () => 'get it', command: () => [] }";
  const { stdout, stderr } = run([sleeper('own'), sleeper('other'), absent]);
  const figures = JSON.parse(stdout) as Record<string, Record<string, number>>;
  const kinds = ['seconds', 'ratio', 'median', 'medianRatio', 'cpu', 'cpuRatio'];
  expect(Object.keys(figures)).toEqual(kinds);
  const [seconds, median] = [figures['seconds'], figures['median']];
  expect(Object.keys(seconds ?? {})).toEqual(['own', 'other']);
  const quotient = (of: Record<string, number> | undefined) =>
    (of?.['own'] ?? NaN) / (of?.['other'] ?? NaN);
  expect(figures['ratio']?.['other']).toBeCloseTo(quotient(seconds), 3);
  expect(figures['medianRatio']?.['other']).toBeCloseTo(quotient(median), 3);
  expect(seconds?.['own']).toBeLessThanOrEqual(median?.['own'] ?? NaN);
  expect(stderr).toContain('absent is left out: get it');
});

test('a contestant that dies is named, with its last words', () => {
  const { status, stderr } = run([contestant('dying', "throw new Error('out of luck');")]);
  expect(stderr).toMatch(/dying ended.*out of luck/s);
  expect(status).toBe(1);
});

test('a contestant whose figures are no numbers does not count', () => {
  const { status, stderr } = run([contestant('lost', 'return { loss: 0 / 0 - 1 / 0 };')]);
  // JSON has no NaN: it arrives as null.
  expect(stderr).toContain('lost: loss is null');
  expect(status).toBe(1);
});

test.each([
  [['nothing'], "there is no bench 'nothing'"],
  [['training-step', '--rounds', '0'], '--rounds 0?'],
  [['training-step', '--only', 'nobody'], "'nobody' is none of"],
  [['training-step', '--loud'], '--loud'],
])('bench %j is bad usage', (args, message) => {
  const script = join(bench, 'index.mjs');
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, '']);
});

test.each([
  [['--only', 'nothing'], "there is no peer named 'nothing'"],
  [['--loud'], '--loud'],
])('peers %j is bad usage', (args, message) => {
  const script = join(bench, '..', 'scripts', 'peers', 'index.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
