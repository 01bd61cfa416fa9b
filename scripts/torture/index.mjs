/**
 * `npm run torture [-- --seed N] [--kills N] [--starts N] [--sessions N] [--ends N] [--draws N] [--steps N]
 * [--jobs N] [--patience SECONDS]`:
 * stops the program at random moments, again and again, and compares what is left with what the
 * undisturbed program leaves. It prints its seed; `--case N` repeats one case of the kills. The
 * last lines are a table of results and `N passed, N failed, N skipped`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endsCampaign } from './ends.mjs';
import { canMount, killCase, trainLabeled } from './kills.mjs';
import { writeMaterial } from './material.mjs';
import { setPatience } from './program.mjs';
import { sessionModes } from './sessions.mjs';
import { drawInPage, trainInChromium } from './pages.mjs';
import { startTogether } from './starts.mjs';
import { exploreInStudio, trainInStudio } from './studio.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '1000' },
    starts: { type: 'string', default: '100' },
    sessions: { type: 'string', default: '10000' },
    ends: { type: 'string', default: '20' },
    draws: { type: 'string', default: '500' },
    steps: { type: 'string', default: '200' },
    jobs: { type: 'string', default: '2' },
    patience: { type: 'string', default: '300' },
    case: { type: 'string' },
  },
});
setPatience(Number(values.patience));
const seed = Number(values.seed);
const kills = Number(values.kills);
const starts = Number(values.starts);
const sessions = Number(values.sessions);
const ends = Number(values.ends);
const draws = Number(values.draws);
const steps = Number(values.steps);

/** The first Ctrl-C ends the kills after the cases at work, and goes on with the table. */
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});

/** @type {{ campaign: string, result: string, failures: string[] }[]} */
const table = [];
const sum = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs a campaign and notes its result.
 * @param {string} campaign
 * @param {(failures: string[]) => Promise<string>} work returns what it did; adds its failures
 */
async function run(campaign, work) {
  const began = performance.now();
  /** @type {string[]} */
  const failures = [];
  let result = '';
  try {
    result = await work(failures);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  table.push({ campaign, result: `${result} (${seconds} s)`, failures });
  if (failures.length === 0) sum.passed += 1;
  sum.failed += failures.length;
  console.log(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${campaign}: ${result} (${seconds} s)`);
}

/** @param {string} folder */
async function tortureRuns(folder) {
  await writeMaterial(folder);
  if (kills > 0) await trainLabeled(folder);
  const disk = canMount();
  if (!disk) console.log('no file system may be mounted here: no full disks');
  const only = values.case === undefined ? undefined : Number(values.case);
  /** @type {Record<string, number>} */
  const total = {};
  const done = () => Object.values(total).reduce((a, b) => a + b, 0);
  let next = only ?? 0;
  let cases = 0;
  const work = async (/** @type {string[]} */ failures) => {
    const worker = async () => {
      while (!stopped && (only === undefined ? done() < kills : next === only)) {
        const index = next++;
        try {
          const counts = await killCase(folder, seed, index, { disk });
          for (const [kind, count] of Object.entries(counts)) {
            total[kind] = (total[kind] ?? 0) + count;
          }
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          failures.push(`--seed ${seed} --case ${index}: ${message}`);
          console.log(`FAIL ${failures.at(-1)}`);
          total['failed cases'] = (total['failed cases'] ?? 0) + 1;
        }
        cases += 1;
        if (cases % 5 === 0) console.log(`${cases} cases, ${done()} interruptions`);
      }
    };
    await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
    const kinds = Object.entries(total).map(([kind, count]) => `${count} ${kind}`);
    return `${done()} interruptions in ${cases} cases: ${kinds.join(', ')}`;
  };
  if (kills > 0) await run('kills', work);
  if (stopped || only !== undefined || starts === 0) return;
  for (const stale of [false, true]) {
    const name = stale ? 'starts after a killed start' : 'starts';
    await run(`${starts} ${name} in one folder`, async () => {
      return `one trains, ${await startTogether(folder, starts, stale)} are refused`;
    });
  }
}

console.log(`seed ${seed}`);
const folder = mkdtempSync(join(tmpdir(), 'ganport-torture-'));
try {
  if (kills > 0 || starts > 0) await tortureRuns(folder);
  if (!stopped && values.case === undefined) {
    const missing = new Set();
    for (const { mode, isMissing, work } of await sessionModes(seed)) {
      if (isMissing) missing.add(mode);
      if (isMissing) sum.skipped += 1;
      else if (sessions > 0)
        await run(`${sessions} runs of a session, ${mode}`, () => work(sessions));
    }
    if (ends > 0) await endsCampaign({ seed, ends, run, sum, missing });
    if (missing.has('Chromium')) sum.skipped += 4;
    else {
      if (draws > 0) await run(`${draws} drawings in a page`, () => drawInPage(draws));
      if (draws > 0) await run(`${draws} drawings in the studio`, () => exploreInStudio(draws));
      if (steps > 0) {
        await run(`${steps} training steps, Chromium`, () => trainInChromium(steps));
        await run(`${steps} training steps, the studio`, () => trainInStudio(steps));
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('\n| campaign | result | failures |\n| --- | --- | --- |');
for (const { campaign, result, failures } of table) {
  console.log(`| ${campaign} | ${result} | ${failures.length} |`);
}
for (const line of table.flatMap(({ failures }) => failures)) console.log(`FAIL ${line}`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;
