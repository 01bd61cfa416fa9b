/** Many starts at once in one folder: one trains, all others are refused with one line. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { works } from './material.mjs';
import { checkSame, outcomeOf } from './outcome.mjs';
import { checkEnd, ganport } from './program.mjs';

const LOCK = '.ganport-lock';

const refusal =
  /^ganport: starts \d+: (in use by process \d+ since \S+; wait|already holds a run; resume)[^\n]*\n$/;

/**
 * @param {string} folder with the material
 * @param {number} count
 * @param {boolean} stale whether the folder has the lock of a killed start
 * @returns {Promise<number>} the number of refusals
 */
export async function startTogether(folder, count, stale) {
  const [work] = works;
  if (!work) throw new Error('there is no work');
  const [alone, together] = ['starts 0', `starts ${stale ? 2 : 1}`];
  if (!stale) checkEnd(await ganport(folder, work.args(alone)), [0], 'one start');
  if (stale) await killAtStart(folder, work, together);
  const args = work.args(together);
  const ends = await Promise.all(Array.from({ length: count }, () => ganport(folder, args)));
  const trained = ends.filter(({ code }) => code === 0);
  if (trained.length !== 1) throw new Error(`${trained.length} of ${count} starts trained`);
  for (const end of ends) {
    if (end.code === 0) continue;
    checkEnd(end, [1], 'a refused start');
    if (!refusal.test(end.stderr)) throw new Error(`a refusal says: ${end.stderr}`);
  }
  checkSame(outcomeOf(join(folder, alone)), outcomeOf(join(folder, together)));
  return ends.length - trained.length;
}

/**
 * Leaves a folder as a start that is killed between its lock and its first file does.
 * @param {string} folder @param {import('./material.mjs').Work} work @param {string} out
 */
async function killAtStart(folder, work, out) {
  const path = join(folder, out);
  const when = () => existsSync(join(path, LOCK));
  const end = await ganport(folder, work.args(out), { signal: 'SIGKILL', when });
  checkEnd(end, ['SIGKILL'], 'a start that is killed');
  for (const name of readdirSync(path)) {
    if (name !== LOCK) rmSync(join(path, name), { recursive: true });
  }
}
