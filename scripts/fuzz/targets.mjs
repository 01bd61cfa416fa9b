/** The targets: each file of targets/ is one, named after it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'targets');

export const targetNames = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.replace('.mjs', ''))
  .toSorted();

/** @param {string} name @returns {Promise<import('./target.mjs').Target>} */
export async function loadTarget(name) {
  const module = await import(`./targets/${name}.mjs`);
  return module.default;
}
