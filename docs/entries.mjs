/** What the generated part of the reference is made from, and which pages it has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

/**
 * @typedef {object} Entry an import path that users may write
 * @property {string} name `@ganport/runtime/node`
 * @property {string} page `runtime/node`, below `docs/reference/api`
 * @property {string} file the compiled declarations
 */

/** @returns {Entry[]} every public import path of every package, the packages by name */
export function publicEntries() {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const home = join(root, 'packages', folder);
    if (!existsSync(join(home, 'package.json'))) return [];
    const { name, exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    return Object.entries(exports).flatMap(([path, target]) => {
      const types = typesOf(target);
      if (path.startsWith('./internal') || types === undefined) return [];
      return [{ name: join(name, path), page: join(folder, path), file: join(home, types) }];
    });
  });
}

/**
 * @param {any} target a target of package.json's `exports`, with or without conditions
 * @returns {string | undefined}
 */
function typesOf(target) {
  if (target === null || typeof target !== 'object') return undefined;
  return target.types ?? Object.values(target).map(typesOf).find(Boolean);
}

/**
 * @typedef {object} CommandEntry
 * @property {string} name
 * @property {string} summary
 * @property {() => Promise<any>} load commander's command
 */

/** The command line's own table of commands, as compiled. @returns {Promise<readonly CommandEntry[]>} */
export async function commandEntries() {
  const table = join(root, 'packages', 'cli', 'dist', 'commands', 'index.js');
  return (await import(pathToFileURL(table).href)).commands;
}
