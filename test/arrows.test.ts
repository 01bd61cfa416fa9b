/**
 * The structure check: it accepts the repository, and it refuses each kind of import and file that
 * breaks a rule. The dependencies of every package.json follow the same arrows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Source {
  readonly file: string;
  readonly text: string;
}

/** What scripts/arrows.mjs exports; scripts are JavaScript and have no declarations. */
interface Structure {
  readonly rooms: Readonly<Record<string, { readonly mayImport: readonly string[] }>>;
  readonly readSources: (folder: string) => Source[];
  readonly structureProblems: (sources: readonly Source[]) => string[];
}

const script: string = '../scripts/arrows.mjs';
const { readSources, rooms, structureProblems } = (await import(script)) as Structure;

const packages = join(import.meta.dirname, '..', 'packages');

test('the repository follows its own rules', () => {
  expect(structureProblems(readSources(packages))).toEqual([]);
});

test.each([
  ['graph/src/planted.ts', "import '@ganport/export/internal';", 'graph may import no other'],
  ['graph/src/passes/planted.ts', "import '@tensorflow/tfjs-core';", 'does not belong into graph'],
  ['export/src/planted.ts', "import '@ganport/runtime';", 'export may import graph'],
  ['export/src/planted.ts', "import { run } from 'onnxruntime-node';", 'does not belong'],
  ['export/src/planted.ts', "export * from '@ganport/core';", 'export may import graph'],
  ['runtime/src/planted.ts', "export const a = import('@ganport/backend');", 'runtime may import'],
  ['runtime/src/node/planted.ts', "import '@tensorflow/tfjs-core';", 'does not belong'],
  ['parity/src/planted.ts', "import '@ganport/export';", 'parity may import graph, runtime'],
  ['backend/src/planted.ts', "export type { Gan } from '@ganport/core';", 'backend may import'],
  ['backend/src/planted.ts', "import 'node:fs';", 'runs in web pages'],
  ['core/src/deep/er/planted.ts', "import 'ganport';", 'core may import'],
  ['core/src/planted.ts', "import { readFile } from 'node:fs/promises';", 'runs in web pages'],
  ['core/src/planted.ts', "import { a } from '@ganport/lab';", 'core may import'],
  ['core/src/planted.ts', "import '../../runtime/src/index.ts';", 'by its name, not by a path'],
  ['lab/src/planted.ts', "import { main } from 'ganport';", 'lab may import'],
  ['export/src/planted.ts', "import { Add } from '@tensorflow/tfjs-core';", "from '#tfjs-core'"],
  ['core/src/planted.ts', "import * as tf from '@tensorflow/tfjs';", "from '#tfjs', which"],
  ['newcomer/src/planted.ts', "import './a.ts';", 'has no room'],
])('%s: %s is refused', (file, text, reason) => {
  const problems = structureProblems([{ file, text }]);
  expect(problems).toEqual([expect.stringContaining(reason)]);
  expect(problems[0]).toContain(`packages/${file}`);
});

test.each([
  ['backend/src/planted.ts', "import { a } from '@ganport/export';"],
  ['cli/src/planted.ts', "import { a } from '@ganport/lab/internal';\nimport 'node:fs';"],
  ['core/src/a/b.ts', "import { c } from '../c/d.ts';\n/** import '@ganport/lab' */"],
  ['core/src/a/b.ts', "import type * as tf from '@tensorflow/tfjs';"],
  ['core/src/a/b.test.ts', "import { compareTensors } from '@ganport/parity';"],
])('%s: %s is accepted', (file, text) => {
  expect(structureProblems([{ file, text }])).toEqual([]);
});

test('folders that import each other are a circle, whichever files do', () => {
  const sources = [
    { file: 'core/src/a/one.ts', text: "import { x } from '../b/two.ts';" },
    { file: 'core/src/b/two.ts', text: "import { y } from '../errors.ts';" },
    { file: 'core/src/b/three.ts', text: "import type { z } from '../c/four.ts';" },
    { file: 'core/src/c/four.ts', text: "export * from '../a/five.ts';" },
  ];
  expect(structureProblems(sources)).toEqual([
    'packages/core/src/a → core/src/b → core/src/c → core/src/a: a circle of folders, by core/src/a/one.ts, core/src/b/three.ts, core/src/c/four.ts',
  ]);
  expect(structureProblems(sources.slice(0, 3))).toEqual([]);
});

test('a file of more than 400 lines is refused', () => {
  const problems = structureProblems([{ file: 'core/src/a.ts', text: '\n'.repeat(401) }]);
  expect(problems).toEqual([expect.stringContaining('401 lines')]);
});

test.each(Object.entries(rooms))('package.json of %s depends along the arrows', (name, room) => {
  const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >;
  const own = ['dependencies', 'peerDependencies', 'optionalDependencies']
    .flatMap((field) => Object.keys(manifest[field] ?? {}))
    .filter((dependency) => dependency === 'ganport' || dependency.startsWith('@ganport/'))
    .map((dependency) => dependency.replace('@ganport/', ''));
  expect(own.filter((dependency) => !room.mayImport.includes(dependency))).toEqual([]);
});

test('every package of the workspace has its room', () => {
  expect(readdirSync(packages).toSorted()).toEqual(Object.keys(rooms).toSorted());
});
