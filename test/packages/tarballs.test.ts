/**
 * What strangers get: every package is packed, the tarballs are installed in an empty project outside
 * the workspace, and each entry is compiled under strict TypeScript and run there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly repository: { readonly directory: string };
  readonly exports: Readonly<Record<string, unknown>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);

/** Every path that a user may import. */
const entries = folders.flatMap((folder) => {
  const { name, exports } = manifestOf(folder);
  const paths = Object.keys(exports).filter((path) => !path.startsWith('./internal'));
  return paths.map((path) => `${name}${path.slice(1)}`);
});

/** It extends vitest's `expect`, and so is imported in a test. */
const matcherEntry = '@ganport/parity/vitest';

let home: string;
let packed: readonly Packed[];

function npm(folder: string, ...args: readonly string[]): string {
  const options = { cwd: folder, encoding: 'utf8', env: environment } as const;
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], options);
}

/** onnxruntime-node's script would download its CUDA provider: hundreds of megabytes. */
const environment = { ...process.env, ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' };

function tarballs(...names: readonly string[]): string[] {
  return packed
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ filename }) => join(home, filename));
}

/** An empty project with these packages, installed without their scripts. */
function project(name: string, packages: readonly string[]): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm(folder, 'install', '--ignore-scripts', '--prefer-offline', ...packages);
  return folder;
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'ganport-tarballs-'));
  const workspaces = folders.flatMap((folder) => ['-w', folder]);
  packed = JSON.parse(
    npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', home, ...workspaces),
  ) as Packed[];
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('every package is packed', () => {
  expect(packed.map(({ name }) => name).toSorted()).toEqual(
    folders.map((folder) => manifestOf(folder).name).toSorted(),
  );
});

test.each(folders)('%s has a description, keywords, a license and its repository', (folder) => {
  const { description, license, keywords, repository } = manifestOf(folder);
  expect(description.length).toBeGreaterThan(40);
  expect(keywords.length).toBeGreaterThan(3);
  expect({ license, directory: repository.directory }).toEqual({
    license: 'MIT',
    directory: folder,
  });
});

test('a tarball has a README and the license, no tests, no maps to sources that are not there', () => {
  for (const { name, files } of packed) {
    const paths = files.map(({ path }) => path);
    const needed = ['LICENSE', 'NOTICE', 'README.md', 'package.json'];
    expect({ name, missing: needed.filter((path) => !paths.includes(path)) }).toEqual({
      name,
      missing: [],
    });
    expect(
      paths.filter((path) => /\.test\.|\/testing\/|\.map$|^src\/|tsbuildinfo/.test(path)),
      `${name}: not for users (a dist of an older build? remove it)`,
    ).toEqual([]);
  }
});

describe('a fresh project', () => {
  let folder: string;
  beforeAll(() => {
    const { vitest = '' } = manifestOf('.').devDependencies;
    const { '@types/node': node = '' } = manifestOf('.').devDependencies;
    folder = project('all', [...tarballs(), `vitest@${vitest}`, `@types/node@${node}`]);
    for (const [i, entry] of entries.entries()) {
      const source = `import * as entry from '${entry}';
        export const names = Object.keys(entry);
        if (names.length === 0) throw new Error('nothing is exported');`;
      writeFileSync(join(folder, `entry-${i}.ts`), source);
    }
    writeFileSync(
      join(folder, 'matcher.test.ts'),
      `import '${matcherEntry}';
       import { expect, test } from 'vitest';
       import { OnnxModel, parseGraph } from '@ganport/graph';
       const graph = parseGraph('(float[2] x) => (float[2] y) { y = Neg(x) }');
       const model = { irVersion: 9, opsets: { '': 18 }, producerName: '', producerVersion: '', graph, metadata: {} };
       test('toAgreeWith', async () => {
         const negative = ({ x }: Readonly<Record<string, { dtype: 'float32'; dims: readonly number[]; data: Float32Array }>>) => ({
           y: { dtype: 'float32' as const, dims: [2], data: (x?.data ?? new Float32Array()).map((value) => -value) },
         });
         await expect(new OnnxModel(model).bytes()).toAgreeWith(negative as never, { runtimes: ['node cpu'] });
       });`,
    );
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      types: ['node'],
      outDir: 'dist',
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
    };
    const config = { compilerOptions, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  });

  test('compiles each entry under strict TypeScript', () => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const { stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
    // Declarations are checked as well; those of tfjs have errors of their own.
    const errors = stdout.split('\n').filter((line) => / error TS/.test(line));
    expect(errors.filter((line) => !/node_modules\/(?!@?ganport)/.test(line))).toEqual([]);
  });

  test('runs each entry, and the matcher in a test', () => {
    for (const [i, entry] of entries.entries()) {
      if (entry === matcherEntry) continue;
      const script = join(folder, 'dist', `entry-${i}.js`);
      const { stderr, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
      expect({ entry, status, stderr }).toMatchObject({ status: 0 });
    }
    const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
    const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder, 'matcher.test.ts'], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(run).toMatchObject({ status: 0 });
  });

  test('runs the command line, before and after install scripts', () => {
    const help = () => execFileSync('npx', ['ganport', 'doctor', '--help'], { cwd: folder });
    expect(help().toString()).toContain('doctor');
    npm(folder, 'rebuild', '--ignore-scripts=false');
    expect(help().toString()).toContain('doctor');
  });
});

test('the runtime alone installs without ONNX Runtime, and names what to install', () => {
  const folder = project('runtime', tarballs('@ganport/runtime'));
  const installed = readdirSync(join(folder, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  expect(installed.toSorted()).toEqual(['@ganport', 'onnxruntime-common']);
  const script = `import { createSession } from '@ganport/runtime/node';
    const fail = ({ name, code, message }) => console.log(JSON.stringify({ name, code, message }));
    await createSession(new Uint8Array(1), { providers: ['cpu'] }).catch(fail);
    await createSession(new Uint8Array(1), { providers: ['cuda', 'cpu'], worker: true }).catch(fail);`;
  writeFileSync(join(folder, 'run.js'), script);
  const output = execFileSync(process.execPath, ['run.js'], { cwd: folder, encoding: 'utf8' });
  const error = {
    name: 'RuntimeError',
    code: 'not-installed',
    message: 'onnxruntime-node is not installed: npm install onnxruntime-node@^1.30.0',
  };
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([error, error]);
});
