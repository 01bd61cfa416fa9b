/**
 * The arrows between the packages: cli → lab → core → backend → export, runtime → graph, and lab → parity → runtime. The linter enforces
 * them on every import and package.json on every dependency; both are tried here.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What each package may depend on, by its place in packages/. */
const arrows: Record<string, readonly string[]> = {
  graph: [],
  export: ['@ganport/graph'],
  runtime: [],
  backend: ['@ganport/graph', '@ganport/export', '@ganport/runtime'],
  parity: ['@ganport/graph', '@ganport/runtime'],
  core: ['@ganport/graph', '@ganport/backend', '@ganport/export', '@ganport/runtime'],
  lab: [
    '@ganport/graph',
    '@ganport/backend',
    '@ganport/export',
    '@ganport/runtime',
    '@ganport/parity',
    '@ganport/core',
  ],
  cli: [
    '@ganport/lab',
    '@ganport/graph',
    '@ganport/core',
    '@ganport/backend',
    '@ganport/export',
    '@ganport/parity',
    '@ganport/runtime',
  ],
};

/** Imports that go against an arrow: the file that has it, and what it imports. */
const backward: readonly (readonly [string, string])[] = [
  ['packages/graph/src/planted.ts', "import '@ganport/export/internal';"],
  ['packages/graph/src/passes/planted.ts', "import '@tensorflow/tfjs-core';"],
  ['packages/export/src/planted.ts', "import '@ganport/runtime';"],
  ['packages/export/src/planted.ts', "import { run } from 'onnxruntime-node'; run();"],
  ['packages/export/src/planted.ts', "export * from '@ganport/core';"],
  ['packages/runtime/src/planted.ts', "import '@ganport/export';"],
  ['packages/runtime/src/node/planted.ts', "import '@tensorflow/tfjs-core';"],
  ['packages/runtime/src/planted.ts', "export const later = import('@ganport/backend');"],
  ['packages/runtime/src/planted.ts', "import '@ganport/parity';"],
  ['packages/parity/src/planted.ts', "import '@ganport/export';"],
  ['packages/parity/src/planted.ts', "import '@tensorflow/tfjs-core';"],
  ['packages/backend/src/planted.ts', "export type { Gan } from '@ganport/core';"],
  ['packages/backend/src/planted.ts', "import 'onnxruntime-web';"],
  ['packages/core/src/deep/er/planted.ts', "import 'ganport';"],
  ['packages/core/src/planted.ts', "import '../../runtime/src/index.ts';"],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganport-arrows-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lint(file: string, source: string): { status: number | null; output: string } {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${source}\n`);
  try {
    const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
    const run = spawnSync(oxlint, ['--format', 'unix', file], { cwd: folder, encoding: 'utf8' });
    return { status: run.status, output: run.stdout + run.stderr };
  } finally {
    rmSync(path);
  }
}

test.each(backward)('%s: %s is refused', (file, source) => {
  const { status, output } = lint(file, source);
  expect(output).toContain('no-restricted-imports');
  expect(status).not.toBe(0);
});

test('an import along the arrows is accepted', () => {
  const source = "import { a } from '@ganport/export';\nexport const b = a;";
  expect(lint('packages/backend/src/planted.ts', source).status).toBe(0);
});

test.each(Object.entries(arrows))(
  'package.json of %s depends along the arrows only',
  (name, allowed) => {
    const path = join(root, 'packages', name, 'package.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const own = ['dependencies', 'peerDependencies', 'optionalDependencies']
      .flatMap((field) => Object.keys(manifest[field] ?? {}))
      .filter((dependency) => dependency === 'ganport' || dependency.startsWith('@ganport/'));
    expect(own.filter((dependency) => !allowed.includes(dependency))).toEqual([]);
  },
);

test('every package of the workspace has its place', () => {
  const names = readdirSync(join(root, 'packages'));
  expect(names.toSorted()).toEqual(Object.keys(arrows).toSorted());
});
