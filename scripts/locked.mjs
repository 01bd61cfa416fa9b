/** What package-lock.json says: which packages npm installs with one of ganport's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [license]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/** @type {{ packages: Record<string, Locked> }} */
const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));

/** Licenses of packages whose package.json names none, by the files that they install. @type {Record<string, string>} */
export const statedLicenses = { jsfxr: 'Unlicense', h5wasm: 'NIST-Software' };

/**
 * The place that `name` resolves to from `from`, as Node looks for it.
 * @param {string} name
 * @param {string} from
 */
function locate(name, from) {
  for (let place = from; ; place = place.replace(/(^|\/)[^/]*$/, '')) {
    const candidate = join(place, 'node_modules', name);
    if (lock.packages[candidate]) return candidate;
    if (place === '') return undefined;
  }
}

/**
 * The packages of others that are installed with the package in `start`, such as `packages/lab`.
 * @param {string} start
 */
export function installedWith(start) {
  const seen = new Set([start]);
  /** @type {{ name: string, version: string, license: string }[]} */
  const found = [];
  for (const place of seen) {
    const locked = lock.packages[place] ?? {};
    const { dependencies, optionalDependencies, link, resolved } = locked;
    if (link && resolved !== undefined) {
      seen.add(resolved);
      continue;
    }
    if (place.includes('node_modules/')) {
      const name = place.split('node_modules/').at(-1) ?? place;
      const { version = '', license = 'see its files' } = locked;
      found.push({ name, version, license: statedLicenses[name] ?? license });
    }
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const inside = locate(needed, place);
      if (inside !== undefined) seen.add(inside);
    }
  }
  return found;
}
