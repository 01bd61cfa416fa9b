/**
 * Bundles what runs in pages: @ganport/web into its dist/, and the pages of apps/ into packages/cli/pages/,
 * which the command line is published with: one folder for each apps/NAME with a vite.config.ts. One that has
 * folders in src/kinds/ is built for each of them, and for what they share, into folders of its own. What is
 * there is built again when a file of it, or of a package that it is made of, is newer. `--force` builds all.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'rolldown';
import { build } from 'vite';
import webConfig from '../packages/web/rolldown.config.mjs';

const root = join(import.meta.dirname, '..');
const pages = join(root, 'packages/cli/pages');
const web = join(root, 'packages/web');
const force = process.argv.includes('--force');

/**
 * Without what is made or installed; the compiler writes its tsbuildinfo at each build.
 * @param {string} folder
 * @returns {string[]} its files
 */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return path.endsWith('.tsbuildinfo') ? [] : [path];
    return ['node_modules', 'dist'].includes(entry.name) ? [] : filesOf(path);
  });
}

/** @param {string} folder @returns {string[]} the compiled folders of the packages that it is made of */
function packagesOf(folder) {
  /** @type {Record<string, Record<string, string> | undefined>} */
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  // What is bundled is a development's dependency.
  return Object.keys({ ...dependencies, ...(folder === web && devDependencies) })
    .filter((name) => name.startsWith('@ganport/'))
    .map((name) => join(root, 'packages', name.slice('@ganport/'.length)))
    .flatMap((path) => [join(path, 'dist'), ...packagesOf(path)]);
}

/** @param {readonly string[]} files @returns {number} milliseconds */
const newest = (files) => Math.max(...files.map((file) => statSync(file).mtimeMs));

/** @param {string} folder of the sources @param {string} built a file that the build writes */
function isCurrent(folder, built) {
  if (force || !existsSync(built)) return false;
  const packages = [...new Set(packagesOf(folder))].flatMap(filesOf);
  const sources = [...filesOf(folder), ...packages, join(root, 'package-lock.json')];
  return newest(sources) < statSync(built).mtimeMs;
}

if (!isCurrent(web, join(web, 'dist/index.js'))) {
  await bundle(/** @type {import('rolldown').BuildOptions} */ (webConfig));
  console.log('bundled @ganport/web');
}

/** @param {string} app @returns {string[]} Vite's modes that it is built in, each for a folder of its own */
function modesOf(app) {
  const kinds = join(app, 'src/kinds');
  return existsSync(kinds) ? [...readdirSync(kinds), 'shared'] : [];
}

for (const name of readdirSync(join(root, 'apps'))) {
  const app = join(root, 'apps', name);
  const built = join(pages, name);
  if (!existsSync(join(app, 'vite.config.ts'))) continue;
  const modes = modesOf(app);
  if (isCurrent(app, join(built, modes[0] ?? '', 'index.html'))) continue;
  // A build that fails leaves the page that was there.
  const whole = `${built}.new`;
  rmSync(whole, { recursive: true, force: true });
  for (const mode of modes.length > 0 ? modes : [undefined]) {
    const outDir = join(whole, mode ?? '');
    await build({ root: app, ...(mode && { mode }), logLevel: 'error', build: { outDir } });
  }
  rmSync(built, { recursive: true, force: true });
  renameSync(whole, built);
  console.log(`built the page ${name}`);
}
