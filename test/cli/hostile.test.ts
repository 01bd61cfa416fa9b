/**
 * Model files that ask for endless time or memory, in every command that computes with a model of
 * the user's: one clear line, a failure, and nothing left behind.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { encodePng } from '@ganport/lab/internal';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport } from './support/here.ts';
import { pixelModel, writeImages, writeModel } from './support/material.ts';

const folder = temporaryFolder();
const hostile = (name: string): string =>
  join(import.meta.dirname, '..', '..', 'fixtures', 'hostile', `${name}.onnx`);
const limits = ['--time-limit', '2', '--memory-limit', '512M'];

let before: string[];

beforeAll(async () => {
  writeImages(folder);
  mkdirSync(join(folder, 'photos'));
  const data = new Uint8Array(64).fill(128);
  writeFileSync(
    join(folder, 'photos', 'a.png'),
    await encodePng({ width: 8, height: 8, channels: 1, data }),
  );
  await writeModel(folder, 'pixels', pixelModel());
  before = readdirSync(folder).toSorted();
});

const data = ['--data', 'squares-images-idx3-ubyte'];
const unchecked = ['--min-confidence', '0', '--near-duplicates', 'off'];

const endless: Readonly<Record<string, readonly string[]>> = {
  generate: ['generate', hostile('endless-loop'), '--out', 'a.png'],
  'generate, single files': ['generate', hostile('endless-loop'), '--each', 'many'],
  'evaluate, the generator': [
    'evaluate',
    hostile('endless-loop'),
    ...data,
    '--features',
    hostile('endless-features'),
  ],
  'evaluate, the features': [
    'evaluate',
    'photos',
    ...data,
    '--count',
    '1',
    '--features',
    hostile('endless-features'),
  ],
  augment: [
    'augment',
    hostile('endless-labeled'),
    '--per-class',
    '2',
    '--out',
    'more',
    ...unchecked,
  ],
  translate: ['translate', hostile('endless-translator'), 'photos', '--out', 'translated'],
};

describe('an endless loop', () => {
  test.each(Object.entries(endless))('%s', async (_, args) => {
    const { code, stdout, stderr } = await ganport(folder, [...args, ...limits]);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^ganport: .*endless-[a-z]+\.onnx: computed for 2 s without a result and was stopped; if it needs longer, raise --time-limit \(timeLimit\)$/,
    );
    expect(stderr).not.toContain('unexpected');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(readdirSync(folder).toSorted()).toEqual(before);
    expect(running()).toEqual([]);
  });
});

test('a file that needs more memory than it may have', async () => {
  const args = [
    'generate',
    hostile('large-output'),
    '--out',
    'a.png',
    ...limits,
    '--time-limit',
    '60',
  ];
  const { code, stderr } = await ganport(folder, args);
  expect(stderr).toBe(
    `ganport: ${hostile('large-output')}: needed more than 512 MiB of memory and was stopped; if it may take more, raise --memory-limit (memoryLimit)\n`,
  );
  expect(code).toBe(1);
  expect(readdirSync(folder).toSorted()).toEqual(before);
});

const spoof = 'a\u001b[2J\u202egnp';

test('names with escape sequences and marks of direction are printed as escapes', async () => {
  const graph = parseGraph('(float[N, 4] x) => (float[N, 4] y) { y = Relu(x) }');
  const metadata = { note: spoof, 'ganport.classes': JSON.stringify([spoof]) };
  const model = OnnxModel.fromGraph({ ...graph, name: spoof }, { metadata });
  const outside = join(folder, 'names');
  mkdirSync(outside);
  await model.save(join(outside, 'spoof.onnx'));
  const runs = [
    await ganport(outside, ['inspect', 'spoof.onnx']),
    await ganport(outside, ['inspect', `${spoof}.onnx`]),
    await ganport(outside, ['inspect', `--${spoof}`]),
    await ganport(outside, ['generate', 'spoof.onnx', '--out', 'a.png']),
  ];
  expect(runs.map(({ code }) => code)).toEqual([0, 1, 2, 1]);
  for (const { stdout, stderr } of runs) {
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stdout + stderr).not.toContain('\u202e');
  }
  for (const { stdout, stderr } of runs.slice(0, 3)) {
    expect(stdout + stderr).toContain('a\\x1b[2J\\u202egnp');
  }
});

test.each([
  [['--time-limit', '0'], '--time-limit'],
  [['--memory-limit', '1'], '512M or 12G'],
  [['--memory-limit', '12K'], '512M or 12G'],
])('%j is a usage error', async (flags, text) => {
  const { code, stderr } = await ganport(folder, [
    'generate',
    'x.onnx',
    '--out',
    'a.png',
    ...flags,
  ]);
  expect(stderr).toContain(text);
  expect(code).toBe(2);
});

/** Processes that run a session for a program that ran in this test's folder. Linux. */
function running(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const place = readlinkSync(`/proc/${pid}/cwd`);
        return command.includes('process/entry.js') && place === realpathSync(folder);
      } catch {
        return false;
      }
    });
}
