/** Sounds on the command line: a small WaveGAN is trained, resumed, drawn from and evaluated. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noiseFile, toneFile } from './support/sounds.ts';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { changedByResuming } from './support/resumed.ts';

const folder = temporaryFolder();
const small = ['--data', 'tones', '--length', '512', '--sample-rate', '8000', '--width', '0.06'];
const run = ['train', 'wavegan', ...small, '--batch-size', '4', '--threads', '1'];

beforeAll(async () => {
  for (const [label, write] of [
    ['tone', toneFile],
    ['noise', noiseFile],
  ] as const) {
    mkdirSync(join(folder, 'tones', label), { recursive: true });
    for (let i = 0; i < 100; i++) {
      writeFileSync(join(folder, 'tones', label, `${i}.wav`), write(i));
    }
  }
  await succeed(folder, [...run, '--steps', '4', '--sample-every', '2', '--out', 'whole']);
});

test('a run leaves pictures and sounds, and says what it learns from', async () => {
  expect(readdirSync(join(folder, 'whole', 'samples'))).toEqual(
    ['2.png', '2.wav', '4.png', '4.wav'].map((end) => `step-00000${end}`),
  );
  const config = JSON.parse(readFileSync(join(folder, 'whole', 'config.json'), 'utf8'));
  expect(config).toMatchObject({ sample: [512, 1], sampleRate: 8000, phaseShuffle: 2 });
  expect(config).not.toHaveProperty('image');
});

test('a resumed run is the same, bit for bit', async () => {
  expect(await changedByResuming(folder, run, ['wav', 'png'])).toEqual([]);
});

test('generate writes sheets, single sounds and sounds in a row; the same seed the same bytes', async () => {
  const draw = ['generate', 'whole', '--count', '25'];
  const { stderr } = await succeed(folder, [...draw, '--out', 'row.wav', '--each', 'each']);
  expect(stderr).toContain('25 sounds of 512 samples');
  // Training drew from the same seed.
  const samplesOf = (...path: string[]) => {
    const bytes = readFileSync(join(folder, ...path));
    return Array.from({ length: (bytes.length - 44) / 2 }, (_, i) => bytes.readInt16LE(44 + 2 * i));
  };
  const drawn = samplesOf('row.wav');
  const trained = samplesOf('whole', 'samples', 'step-000004.wav');
  // The exported graph rounds otherwise: by the last bit at most.
  const worst = drawn.map((sample, i) => Math.abs(sample - (trained[i] ?? NaN)));
  expect(drawn.length).toBe(trained.length);
  expect(Math.max(...worst)).toBeLessThanOrEqual(1);
  await succeed(folder, [...draw, '--out', 'sheet.png', '--each', 'again']);
  expect(readFileSync(join(folder, 'sheet.png')).readUInt32BE(16)).toBe(5 * 132 + 4);
  expect(samplesOf('again', '00025.wav')).toEqual(samplesOf('each', '00025.wav'));
  const files = readdirSync(join(folder, 'each'));
  expect([files.length, files[0]]).toEqual([25, '00001.wav']);
  const file = readFileSync(join(folder, 'each', '00001.wav'));
  expect([file.length, file.readUInt32LE(24)]).toEqual([44 + 2 * 512, 8000]);
  await succeed(folder, ['generate', 'whole', '--interpolate', '3', '--out', 'walk.wav']);
  const one = async (...args: string[]) => (await ganport(folder, [...draw, ...args])).stderr;
  expect(await one('--truncation', '0.5', '--out', 'no.png')).toContain(
    '--truncation: the noise of this generator is uniform',
  );
});

test('a classifier of sounds is the extractor of an evaluation; a run and its files score alike', async () => {
  const sounds = ['--length', '512', '--sample-rate', '8000'];
  const train = ['classifier', '--data', 'tones', ...sounds, '--steps', '30', '--out', 'ears.onnx'];
  const { stdout } = await succeed(folder, [...train, '--json']);
  // A tone and noise are easily told apart.
  expect((JSON.parse(stdout) as { accuracy: number }).accuracy).toBeGreaterThan(0.9);
  await succeed(folder, ['generate', 'whole', '--count', '100', '--each', 'hundred']);
  const judge = async (samples: string, ...more: string[]) => {
    const metrics = ['--metrics', 'is,kid,nearest,fid', '--features', 'ears.onnx', '--json'];
    const args = ['evaluate', samples, '--count', '100', ...metrics, ...more];
    return JSON.parse((await succeed(folder, args)).stdout) as Record<string, number> & {
      readonly floor: Record<string, number>;
    };
  };
  const ofRun = await judge('whole');
  expect(ofRun).toMatchObject({ kind: 'audio', n: 100 });
  expect(ofRun['fid']).toBeGreaterThan(ofRun.floor['fid'] ?? NaN);
  expect(ofRun['nearest']).toBeGreaterThan(ofRun.floor['nearest'] ?? NaN);
  const ofFiles = await judge('hundred', '--data', 'tones', ...sounds);
  expect(ofFiles['fid']).toBeCloseTo(ofRun['fid'] ?? NaN, 5);
  const { code, stderr } = await ganport(folder, ['evaluate', 'whole']);
  expect([code, stderr]).toEqual([1, expect.stringContaining("'ganport classifier --data <data>")]);
});

test('SpecGAN: the spectrum of the data is a setting, and a resumed run is the same, bit for bit', async () => {
  const less = ['--length', '256', '--width', '0.02', '--discriminator-steps', '1'];
  const start = ['train', 'specgan', ...run.slice(2), ...less];
  const make = (out: string, steps: number, ...more: string[]) =>
    succeed(folder, [...start, '--steps', String(steps), '--out', out, ...more]);
  await make('spectra', 2);
  await make('spectral-halves', 1);
  const files = (out: string) =>
    ['config.json', 'generator.onnx', join('checkpoint', 'step-000002.safetensors')].map((file) =>
      readFileSync(join(folder, out, file)),
    );
  const { spectrum } = JSON.parse(
    readFileSync(join(folder, 'spectral-halves', 'config.json'), 'utf8'),
  ) as { readonly spectrum: Record<'mean' | 'deviation', number[]> };
  expect([spectrum.mean.length, spectrum.deviation.length]).toEqual([128, 128]);
  await make('spectral-halves', 2, '--resume');
  const [config, ...rest] = files('spectral-halves');
  const [whole, ...expected] = files('spectra');
  expect(rest.map((bytes, i) => bytes.equals(expected[i] ?? Buffer.of()))).toEqual([true, true]);
  expect(JSON.parse(String(config)) as object).toMatchObject({ spectrum });
  expect(JSON.parse(String(whole)) as object).toMatchObject({ spectrum });
  const { stderr } = await ganport(folder, [
    'train',
    'specgan',
    '--length',
    '1000',
    '--out',
    'odd',
  ]);
  expect(stderr).toContain('specgan: cannot make sounds of 1000 samples; set --length to 1024');
});

test('data of another kind are refused in one line', async () => {
  const { code, stderr } = await ganport(folder, [
    'train',
    'dcgan',
    '--data',
    'tones',
    '--out',
    'no',
  ]);
  expect([code, stderr]).toEqual([
    1,
    'ganport: tones: has sounds, and dcgan learns from images; give other data, or choose another variant\n',
  ]);
});
