/**
 * The structure of the packages, checked on every import: arrows between packages go one way, folders
 * inside a package have no circle, a package imports only what its room allows, and no source file is
 * longer than 400 lines. `npm run check` runs it; ARCHITECTURE.md shows the rooms.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {{ mayImport: readonly string[], node: boolean, refuses: readonly RegExp[] }} Room */

const tfjs = /^@tensorflow\//;
const onnxruntime = /^onnxruntime-(node|web)/;

/**
 * What each package may import of the others, whether it may use Node, and what it must not use.
 * @type {Readonly<Record<string, Room>>}
 */
export const rooms = {
  graph: { mayImport: [], node: true, refuses: [tfjs, onnxruntime] },
  export: { mayImport: ['graph'], node: true, refuses: [onnxruntime] },
  runtime: { mayImport: ['graph'], node: true, refuses: [tfjs] },
  backend: { mayImport: ['graph', 'export', 'runtime'], node: false, refuses: [onnxruntime] },
  parity: { mayImport: ['graph', 'runtime'], node: true, refuses: [tfjs, onnxruntime] },
  core: {
    mayImport: ['graph', 'export', 'runtime', 'backend'],
    node: false,
    refuses: [onnxruntime, /^@ganport\/runtime\/node/],
  },
  web: {
    mayImport: ['graph', 'runtime', 'core'],
    node: false,
    refuses: [tfjs, onnxruntime, /^@ganport\/runtime\/node/],
  },
  lab: {
    mayImport: ['graph', 'export', 'runtime', 'backend', 'parity', 'core'],
    node: true,
    refuses: [onnxruntime],
  },
  serve: {
    mayImport: ['graph', 'runtime', 'parity', 'core', 'lab'],
    node: true,
    refuses: [tfjs, onnxruntime],
  },
  studio: {
    mayImport: ['graph', 'runtime', 'parity', 'core', 'lab'],
    node: true,
    refuses: [tfjs, onnxruntime],
  },
  cli: {
    mayImport: [
      'graph',
      'export',
      'runtime',
      'backend',
      'parity',
      'core',
      'web',
      'lab',
      'serve',
      'studio',
    ],
    node: true,
    refuses: [onnxruntime],
  },
};

const MOST_LINES = 400;

/** @typedef {{ file: string, text: string }} Source a file, by its path inside packages/ */

/**
 * @param {readonly Source[]} sources
 * @returns {string[]} one line for each import or file that breaks a rule
 */
export function structureProblems(sources) {
  return [
    ...sources.flatMap(importProblems),
    ...sources.flatMap(lengthProblems),
    ...folderCircles(sources),
  ];
}

/** @param {string} text @returns {string[]} the modules that a source imports or re-exports */
function importsOf(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(pattern)].map(([, name = '']) => name);
}

/** @param {string} file */
const isTest = (file) => /\.test\.|\/testing\//.test(file);

/** @param {Source} source @returns {string[]} */
function importProblems({ file, text }) {
  const [name = ''] = file.split('/');
  const room = rooms[name];
  if (!room) return [`packages/${file}: the package ${name} has no room in scripts/arrows.mjs`];
  const refused = importsOf(text).flatMap((imported) => {
    const reason = refusal(name, room, file, imported);
    return reason === undefined ? [] : [`packages/${file}: imports '${imported}': ${reason}`];
  });
  return [...refused, ...slowImports(room, { file, text })];
}

/** Imports of values from tfjs that Node would read for names. @param {Room} room @param {Source} source @returns {string[]} */
function slowImports({ refuses }, { file, text }) {
  if (isTest(file) || refuses.includes(tfjs)) return [];
  const pattern =
    /^(?:import|export)(?! type)[^;]*? from '(@tensorflow\/(tfjs(?:-core|-backend-cpu)?))'/gm;
  return [...text.matchAll(pattern)].map(
    ([, imported, short]) =>
      `packages/${file}: imports '${imported}': values come from '#${short}', which Node loads faster; see scripts/tfjs-names.mjs`,
  );
}

/**
 * @param {string} name @param {Room} room @param {string} file @param {string} imported
 * @returns {string | undefined} why the import is refused
 */
function refusal(name, room, file, imported) {
  if (imported.startsWith('.')) {
    const target = normalize(join(dirname(file), imported))
      .split(sep)
      .join('/');
    const isInside = target.startsWith(`${name}/src/`);
    return isInside ? undefined : 'another package is reached by its name, not by a path';
  }
  const [, other] =
    /^@ganport\/([^/]+)/.exec(imported) ?? (imported === 'ganport' ? ['', 'cli'] : []);
  // Tests may compare with any package; they are no part of what is published.
  if (isTest(file)) return undefined;
  if (other !== undefined && !room.mayImport.includes(other)) {
    return `${name} may import ${room.mayImport.join(', ') || 'no other package'}`;
  }
  if (imported.startsWith('node:') && !room.node) return `${name} runs in web pages, without Node`;
  if (room.refuses.some((pattern) => pattern.test(imported))) {
    return `it does not belong into ${name}; see ARCHITECTURE.md`;
  }
  return undefined;
}

/** @param {Source} source @returns {string[]} */
function lengthProblems({ file, text }) {
  const lines = text.split('\n').length - 1;
  if (isTest(file) || lines <= MOST_LINES) return [];
  return [`packages/${file}: ${lines} lines; more than ${MOST_LINES} are more than one concept`];
}

/** A folder; a file beside the folders of src stands for itself. @param {string} file */
function roomOf(file) {
  const folder = dirname(file);
  return folder.split('/').length > 2 ? folder : file;
}

/** @param {readonly Source[]} sources @returns {string[]} */
function folderCircles(sources) {
  /** @type {Map<string, Map<string, string>>} folder → folder → a file that imports it */
  const arrows = new Map();
  for (const { file, text } of sources) {
    if (isTest(file)) continue;
    for (const imported of importsOf(text)) {
      if (!imported.startsWith('.')) continue;
      const from = roomOf(file);
      const to = roomOf(
        normalize(join(dirname(file), imported))
          .split(sep)
          .join('/'),
      );
      if (from === to) continue;
      const row = arrows.get(from) ?? new Map();
      arrows.set(from, row.set(to, file));
    }
  }
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @param {string} room @param {readonly string[]} path */
  const visit = (room, path) => {
    if (state.get(room) === 'done') return;
    if (state.get(room) === 'open') {
      const circle = [...path.slice(path.indexOf(room)), room];
      const files = circle.slice(1).map((to, i) => arrows.get(circle[i] ?? '')?.get(to));
      problems.push(`packages/${circle.join(' → ')}: a circle of folders, by ${files.join(', ')}`);
      return;
    }
    state.set(room, 'open');
    for (const to of arrows.get(room)?.keys() ?? []) visit(to, [...path, room]);
    state.set(room, 'done');
  };
  for (const room of arrows.keys()) visit(room, []);
  return problems;
}

/** @param {string} folder packages/ @returns {Source[]} every TypeScript file of every src/ */
export function readSources(folder) {
  return readdirSync(folder).flatMap((name) => {
    const source = join(folder, name, 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => {
        const path = join(source, file);
        const inside = relative(folder, path).split(sep).join('/');
        return { file: inside, text: readFileSync(path, 'utf8') };
      });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = structureProblems(readSources(join(import.meta.dirname, '..', 'packages')));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
