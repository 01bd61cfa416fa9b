/**
 * `node scripts/ci/sum.mjs FOLDER`: adds up what the test runners of .ci/run left in a folder.
 * For each runner there is NAME.exit (its exit code), NAME.log (its output) and, from vitest,
 * NAME.json. The last line printed is the sum; the exit code is 1 if anything failed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const countLine = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;

/** A step with no tests inside: it counts only when it fails. */
const steps = ['check'];

/**
 * What a runner counted, or undefined when it died before it had counted.
 * @param {string} folder
 * @param {string} name
 * @returns {Count | undefined}
 */
function counted(folder, name) {
  if (steps.includes(name)) return { passed: 0, failed: 0, skipped: 0 };
  const report = join(folder, `${name}.json`);
  if (existsSync(report)) {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + json.numTodoTests,
    };
  }
  const last = [...readFileSync(join(folder, `${name}.log`), 'utf8').matchAll(countLine)].at(-1);
  if (last === undefined) return undefined;
  const [, passed, failed, skipped] = last.map(Number);
  return { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0 };
}

/** @param {Count} count */
const line = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const folder = process.argv[2] ?? '.';
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.exit'))
  .map((file) => file.slice(0, -'.exit'.length))
  .toSorted();
/** @type {Count} */
const sum = { passed: 0, failed: names.length === 0 ? 1 : 0, skipped: 0 };
for (const name of names) {
  const exit = Number(readFileSync(join(folder, `${name}.exit`), 'utf8'));
  const count = counted(folder, name);
  // A runner that failed without a failed test (a file that does not load, a time limit, no count
  // at all) is one failure.
  const unexplained = count === undefined || (exit !== 0 && count.failed === 0) ? 1 : 0;
  console.log(`${name}: ${count ? line(count) : 'no count'}${exit === 0 ? '' : `, exit ${exit}`}`);
  sum.passed += count?.passed ?? 0;
  sum.failed += (count?.failed ?? 0) + unexplained;
  sum.skipped += count?.skipped ?? 0;
}
console.log(line(sum));
process.exitCode = sum.failed > 0 ? 1 : 0;
