/**
 * Writes how Node loads tfjs: files that take its CommonJS bundles with `require` and export their names.
 * An `import` of the bundles takes half a second more, since Node reads their megabytes for the names of
 * exports. The packages import '#tfjs' and '#tfjs-core', whose condition `node-addons` is Node's alone:
 * bundlers take tfjs itself. `node scripts/tfjs-names.mjs` after an update of tfjs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Each file, without its extension, and the package that it loads. @type {Readonly<Record<string, string>>} */
export const files = {
  'packages/export/node/tfjs-core': '@tensorflow/tfjs-core',
  'packages/export/node/tfjs-backend-cpu': '@tensorflow/tfjs-backend-cpu',
  'packages/core/node/tfjs': '@tensorflow/tfjs',
};

/** Declarations alone, of packages that load those files. @type {Readonly<Record<string, string>>} */
const declarations = {
  'packages/backend/node/tfjs-core': '@tensorflow/tfjs-core',
  'packages/cli/node/tfjs': '@tensorflow/tfjs',
  'packages/lab/node/tfjs': '@tensorflow/tfjs',
};

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** @param {string} name of a package @returns {string} the file that loads it in Node */
export function loaderOf(name) {
  const names = Object.keys(require(name)).toSorted();
  return `// Written by scripts/tfjs-names.mjs: ${name} in Node, with the names that it exports.
import { createRequire } from 'node:module';

// prettier-ignore
export const {
${linesOf(names).join('\n')}
} = createRequire(import.meta.url)('${name}');
`;
}

/** @param {readonly string[]} names @returns {string[]} of at most 100 characters */
function linesOf(names) {
  let line = ' ';
  const lines = [];
  for (const name of names) {
    if (line.length + name.length > 97) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name},`;
  }
  return [...lines, line];
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, name] of Object.entries(files)) {
    writeFileSync(join(root, `${file}.js`), loaderOf(name));
  }
  for (const [file, name] of Object.entries({ ...files, ...declarations })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, `${file}.d.ts`), `export * from '${name}';\n`);
  }
}
