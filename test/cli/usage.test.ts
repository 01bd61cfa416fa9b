/** How the command line is read: help, versions, and what is no command line of ganport's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport } from './support/here.ts';

const folder = temporaryFolder();
const manifest = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'package.json');

const commands = [
  'train',
  'ray',
  'new',
  'generate',
  'translate',
  'augment',
  'export',
  'parity',
  'evaluate',
  'compare',
  'classifier',
  'inspect',
  'doctor',
  'setup',
  'demo',
];

const longestLine = (text: string): number =>
  Math.max(...text.split('\n').map((line) => line.length));

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  expect(await ganport(folder, ['--version'])).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test('--help lists every command', async () => {
  const { code, stdout, stderr } = await ganport(folder, ['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(longestLine(stdout)).toBeLessThanOrEqual(100);
});

test('without a command, help goes to stderr', async () => {
  const { code, stdout, stderr } = await ganport(folder, []);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Usage: ganport');
});

test.each([...commands, 'setup cuda', 'setup tfjs-node'])(
  '%s --help shows how it is used, with an example',
  async (name) => {
    const { code, stdout, stderr } = await ganport(folder, [...name.split(' '), '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: ganport ${name}`);
    expect(longestLine(stdout)).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n(  .*\\n)*?.*ganport ${name}`));
  },
);

test.each([
  ['conjure', "unknown command 'conjure'; the commands are train, ray, data, new, "],
  ['eval runs/a', "unknown command 'eval'; did you mean evaluate?"],
  ['--conjure', "unknown option '--conjure'"],
  ['setup conjure', "unknown command 'conjure'"],
  ['train dcgan --out a --stepz 3', "unknown option '--stepz'; did you mean --steps?"],
  ['generate a --out b --conjure', "unknown option '--conjure'"],
  ['export a --out b --conjure', "unknown option '--conjure'"],
  ['parity a --reference b --conjure', "unknown option '--conjure'"],
  ['inspect a --conjure', "unknown option '--conjure'"],
  ['doctor --conjure', "unknown option '--conjure'"],
  ['setup cuda --conjure', "unknown option '--conjure'"],
  ['demo --conjure', "unknown option '--conjure'"],
  ['train dcgan --epochs 3 --out a', "unknown option '--epochs'; did you mean --steps?"],
  ['train dcgan --output a', "unknown option '--output'; did you mean --out?"],
  ['train --out a', "missing required argument 'variant', as in 'ganport train dcgan "],
  ['train stylegan --out a', "variant 'stylegan' is unknown. Allowed choices are mlp, dcgan"],
  ['train dcgna --out a', 'did you mean dcgan?'],
  ['train wgan-gp --out a', 'wgan-gp is a --loss'],
  ['train dcgan --out a --beta1 1', 'a number of at least 0 and below 1'],
  ['train dcgan', "required option '--out <run>' not specified"],
  ['train dcgan --out', "option '--out <run>' argument missing"],
  ['train dcgan --out a --steps -1', "'-1' is invalid. It must be a whole number of at least 1"],
  ['train dcgan --out a --steps 0', 'a whole number of at least 1'],
  ['train dcgan --out a --steps 1e3', 'a whole number of at least 1'],
  ['train dcgan --out a --batch-size 2.5', "'2.5' is invalid. It must be a whole number from 1 to"],
  ['train dcgan --out a --seed -3', 'a whole number from 0 to 2^53 - 1'],
  ['train dcgan --out a --width zero', 'a number above 0'],
  ['train dcgan --out a --engine torch', 'Allowed choices are onnx, tfjs'],
  ['train dcgan --out a --provider cpu,abacus', 'a list of cpu, cuda, webgpu'],
  ['generate a --out b --count 0', 'a whole number from 1 to 10000'],
  ['export a --out b --shape 1,2', 'NAME=SIZE,SIZE'],
  ['export a --out b --shape x=1,0', 'NAME=SIZE,SIZE'],
  ['export a --out b --constant ratio', 'NAME=NUMBER'],
  ['export a --out b --constant ratio=half', 'NAME=NUMBER'],
  ['export a --out b --opset new', 'a whole number of at least 1'],
  ['parity a --reference b --tolerance 0', 'a number above 0'],
  ['parity a --reference b --providers gpu', 'a list of cpu, cuda, webgpu, wasm'],
  ['inspect', "missing required argument 'model'"],
  ['inspect a b', "too many arguments for 'inspect'"],
])('ganport %s is refused in one line, with exit code 2', async (line, reason) => {
  const { code, stdout, stderr } = await ganport(folder, line.split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^ganport: .*; see ganport.* --help\n$/);
  expect(stderr).toContain(reason);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['train cyclegan --out a --data-a b', 2, '--data-b: cyclegan needs the two folders of images'],
  ['train dcgan --out a --data-a b', 2, '--data-a: dcgan makes samples from noise'],
  [
    'train dcgan --out a --pac 3',
    2,
    '--pac: a batch of 64 is not a multiple of 3 samples; change --batch-size',
  ],
  [
    'train dcgan --out a --data mnits',
    1,
    'those with names are mnist, mnist-test, jets, ring, stacked-mnist, words, words-test, names, ',
  ],
  ['evaluate a --data mnits', 1, 'those with names are mnist'],
])('ganport %s: the message names flags and what there is', async (line, expected, reason) => {
  const { code, stdout, stderr } = await ganport(folder, line.split(' '));
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(reason);
  expect(readdirSync(folder)).toEqual([]);
});

test('a stack is shown on demand only', async () => {
  const lean = await ganport(folder, ['inspect', 'missing.onnx']);
  expect([lean.code, lean.stderr.split('\n').length]).toEqual([1, 2]);
  const full = await ganport(folder, ['inspect', 'missing.onnx'], { GANPORT_DEBUG: '1' });
  expect(full.code).toBe(1);
  expect(full.stderr).toMatch(/GraphError: missing\.onnx[\s\S]*\n {4}at /);
});
