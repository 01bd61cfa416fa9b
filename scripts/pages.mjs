/**
 * Builds the pages of apps/ into packages/cli/pages/, which the command line is published with: one
 * folder for each apps/NAME with a vite.config.ts. A page is built again when a file of it, or of a
 * package that it depends on, is newer. `--force` builds all of them.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const pages = join(root, 'packages/cli/pages');
const force = process.argv.includes('--force');

/** @param {string} folder @returns {string[]} its files, without those that are made or installed */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesOf(path);
  });
}

/** @param {string} folder @returns {string[]} the compiled folders of the packages that it depends on */
function packagesOf(folder) {
  const { dependencies = {} } = /** @type {{ dependencies?: Record<string, string> }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  );
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@ganport/'))
    .map((name) => join(root, 'packages', name.slice('@ganport/'.length)))
    .flatMap((path) => [join(path, 'dist'), ...packagesOf(path)]);
}

/** @param {readonly string[]} files @returns {number} milliseconds */
const newest = (files) => Math.max(...files.map((file) => statSync(file).mtimeMs));

/** @param {string} app @param {string} built */
function isCurrent(app, built) {
  if (!existsSync(join(built, 'index.html'))) return false;
  const packages = [...new Set(packagesOf(app))].flatMap(filesOf);
  const sources = [...filesOf(app), ...packages, join(root, 'package-lock.json')];
  return newest(sources) < statSync(join(built, 'index.html')).mtimeMs;
}

for (const name of readdirSync(join(root, 'apps'))) {
  const app = join(root, 'apps', name);
  const built = join(pages, name);
  if (!existsSync(join(app, 'vite.config.ts')) || (!force && isCurrent(app, built))) continue;
  // A build that fails leaves the page that was there.
  const outDir = `${built}.new`;
  await build({ root: app, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  rmSync(built, { recursive: true, force: true });
  renameSync(outDir, built);
  console.log(`built the page ${name}`);
}
