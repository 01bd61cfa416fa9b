/** Text on the command line: a small character GAN is trained, resumed, drawn from and evaluated. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readModelFile } from '@ganport/graph';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { changedByResuming } from './support/resumed.ts';

const folder = temporaryFolder();
const words = ['tea', 'coffee', 'água', 'milk', 'juice', 'a line that is far too long'];
const small = ['--data', 'drinks.txt', '--length', '8', '--width', '0.02', '--batch-size', '4'];
const run = ['train', 'chargan', ...small, '--discriminator-steps', '2', '--threads', '1'];
const letters = new Set(Array.from(words.map((word) => word.slice(0, 8)).join('')));
const vocabulary = ['', '\uFFFD', ...letters];

beforeAll(async () => {
  const lines = Array.from({ length: 120 }, (_, i) => words[i % words.length]);
  writeFileSync(join(folder, 'drinks.txt'), [...lines, '', '  '].join('\n'));
  await succeed(folder, [...run, '--steps', '4', '--sample-every', '2', '--out', 'whole']);
});

test('a run leaves pictures and lines, says what it read, and keeps the vocabulary', async () => {
  const again = [...run, '--steps', '1', '--out', 'again'];
  const { stderr } = await succeed(folder, again);
  expect(stderr).toContain(`120 lines of 8 characters out of ${vocabulary.length}`);
  expect(stderr).toContain('20 lines are longer than 8 characters and cut\n');
  expect(stderr).toContain('2 lines are empty and left out\n');
  expect(readdirSync(join(folder, 'whole', 'samples'))).toEqual(
    ['2.png', '2.txt', '4.png', '4.txt'].map((end) => `step-00000${end}`),
  );
  const samples = readFileSync(join(folder, 'again', 'samples', 'step-000001.txt'), 'utf8');
  const lines = samples.split('\n').slice(0, -1);
  expect(lines).toHaveLength(25);
  expect(stderr).toContain(
    lines
      .slice(0, 5)
      .map((line) => `  ${line}\n`)
      .join(''),
  );
  const config = JSON.parse(readFileSync(join(folder, 'whole', 'config.json'), 'utf8'));
  expect(config).toMatchObject({ sample: [8, vocabulary.length], length: 8 });
  expect(new Set(config.vocabulary)).toEqual(new Set(vocabulary));
  const { metadata } = await readModelFile(join(folder, 'whole', 'generator.onnx'));
  expect(JSON.parse(metadata['ganport.text.vocabulary'] ?? '')).toEqual(config.vocabulary);
  expect(metadata['ganport.kind']).toBe('text');
});

test('a resumed run is the same, bit for bit', async () => {
  expect(await changedByResuming(folder, run, ['txt'])).toEqual([]);
});

test('generate prints lines, or writes them; interpolations are lines too', async () => {
  const draw = ['generate', 'whole', '--count', '25'];
  const { stdout } = await succeed(folder, draw);
  const trained = readFileSync(join(folder, 'whole', 'samples', 'step-000004.txt'), 'utf8');
  expect(stdout).toBe(trained);
  await succeed(folder, [...draw, '--out', 'lines.txt', '--each', 'each']);
  expect(readFileSync(join(folder, 'lines.txt'), 'utf8')).toBe(stdout);
  const files = readdirSync(join(folder, 'each'));
  expect([files.length, files[0]]).toEqual([25, '00001.txt']);
  expect(readFileSync(join(folder, 'each', '00001.txt'), 'utf8')).toBe(
    stdout.slice(0, stdout.indexOf('\n') + 1),
  );
  await succeed(folder, [...draw, '--out', 'lines.png']);
  expect(readFileSync(join(folder, 'lines.png')).readUInt32BE(20)).toBe(25 * (14 + 8) + 8);
  const walk = await succeed(folder, ['generate', 'whole', '--interpolate', '3', '--frames', '4']);
  expect(walk.stdout.split('\n')).toHaveLength(2 * 4 + 1);
  const { code, stderr } = await ganport(folder, [...draw, '--out', 'lines.wav']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(
      'a .wav file holds sounds one after the other, and the generator makes lines; write a .png, .txt, .json or .npz',
    ),
  ]);
});

test('evaluate compares n-grams with held-out lines, beside a baseline and the floor', async () => {
  const judge = async (samples: string, ...more: string[]) => {
    const args = ['evaluate', samples, '--count', '50', '--json', ...more];
    return JSON.parse((await succeed(folder, args)).stdout) as Record<string, number> & {
      readonly floor: Record<string, number>;
      readonly baselines: Record<string, Record<string, number>>;
    };
  };
  const ofRun = await judge('whole');
  expect(ofRun).toMatchObject({ kind: 'text', n: 50 });
  expect(ofRun['jsd1']).toBeGreaterThan(ofRun.floor['jsd1'] ?? NaN);
  expect(ofRun['words']).toBeLessThan(0.5);
  expect(ofRun.floor).toMatchObject({ words: 1, copied: 1 });
  const baseline = ofRun.baselines['5-gram model'];
  expect(baseline?.['jsd4']).toBeLessThan(ofRun['jsd4'] ?? NaN);
  // Real lines in place of the samples.
  const real = await judge('drinks.txt', '--data', 'drinks.txt', '--length', '8');
  expect([real['words'], real['copied']]).toEqual([1, 1]);
  const { stdout } = await succeed(folder, ['evaluate', 'whole', '--count', '50']);
  expect(stdout).toMatch(/^ +samples +5-gram model +floor\n/);
  expect(stdout).toMatch(/\nself-BLEU +0\.\d{4} +0\.\d{4} +0\.\d{4} +near the floor is better\n/);
  expect(stdout).toContain('50 lines of whole (step 4) against 50 of drinks.txt, held out');
});

test('what has no meaning for text is refused in one line', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await ganport(folder, args);
    expect([args, code]).not.toEqual([args, 0]);
    return stderr.trimEnd().split('\n').at(-1);
  };
  expect(await refused('evaluate', 'whole', '--features', 'none.onnx')).toBe(
    'ganport: --features: text is measured by its n-grams, without an extractor; leave it out',
  );
  expect(await refused('train', 'dcgan', '--data', 'drinks.txt', '--out', 'no')).toBe(
    'ganport: drinks.txt: has lines, and dcgan learns from images; give other data, or choose another variant',
  );
  expect(await refused('train', 'cchargan', '--data', 'drinks.txt', '--out', 'no')).toContain(
    'drinks.txt: has no labels, which cchargan needs',
  );
  expect(await refused(...run, '--steps', '2', '--evaluate-every', '1', '--out', 'no')).toContain(
    'text is measured by its n-grams',
  );
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'empty', 'a.txt'), '');
  expect(await refused('train', 'chargan', '--data', 'empty', '--out', 'no')).toBe(
    'ganport: empty: has no lines of text (empty); give text in UTF-8, one sample a line',
  );
  expect(await refused('generate', 'whole', '--out', 'a.gif', '--interpolate', '2')).toContain(
    'a .gif file holds images as an animation, and the generator makes lines',
  );
});
