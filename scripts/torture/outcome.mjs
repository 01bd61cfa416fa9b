/** What a command leaves, for a comparison bit for bit. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Times differ from run to run. */
const times = ['secondsPerStep', 'secondsWaited'];

/**
 * The files of a folder with what must be equal in each: all but times, and the name of the folder.
 * Temporaries of a killed command may still be there. Of the checkpoints the newest one counts: the one
 * before it may be of a step at which a signal stopped the run.
 * @param {string} folder
 * @returns {Map<string, string>}
 */
export function outcomeOf(folder) {
  const names = /** @type {string[]} */ (readdirSync(folder, { recursive: true }))
    .filter((name) => !name.includes('.ganport-') && statSync(join(folder, name)).isFile())
    .toSorted();
  const checkpoints = names.filter((name) => name.startsWith('checkpoint'));
  // Two, and one that a killed run was about to remove.
  if (checkpoints.length > 3) throw new Error(`${checkpoints.length} checkpoints are kept`);
  const older = checkpoints.slice(0, -1);
  const compared = names.filter((name) => !older.includes(name));
  return new Map(compared.map((name) => [name, contentOf(join(folder, name))]));
}

/** @param {string} path */
function contentOf(path) {
  const bytes = readFileSync(path);
  if (path.endsWith('augment.json')) return bytes.toString('utf8').replace(/"out": "[^"]*"/, '');
  if (!path.endsWith('metrics.jsonl')) return bytes.toString('latin1');
  const rows = bytes.toString('utf8').trimEnd().split('\n');
  return rows
    .map((row) =>
      JSON.stringify(JSON.parse(row, (key, value) => (times.includes(key) ? 0 : value))),
    )
    .join('\n');
}

/**
 * Throws with the first difference.
 * @param {Map<string, string>} expected @param {Map<string, string>} found
 */
export function checkSame(expected, found) {
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    if (!expected.has(name)) throw new Error(`${name} is there, and not in the unbroken run`);
    if (!found.has(name)) throw new Error(`${name} is missing`);
    if (expected.get(name) !== found.get(name)) throw new Error(`${name} differs`);
  }
}
