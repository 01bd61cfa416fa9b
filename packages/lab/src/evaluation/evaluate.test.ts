import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { byteDataset, type Dataset } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { asFeatures, featureDistance } from '@ganport/core/metrics';
import { evaluate, type EvaluationRequest } from './evaluate.ts';
import { openExtractor } from '../features/extractor.ts';
import {
  pixelClassifier,
  temporaryFolder,
  writeGraph,
} from '../features/extractors.test.support.ts';
import { readSamples } from '../data/subset.ts';
import { samplesOf } from './samples.ts';
import { readStatistics } from './statistics.ts';

const folder = temporaryFolder();
process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
const extractor = await openExtractor(writeGraph(folder, 'pixels.onnx', pixelClassifier));
afterAll(() => extractor.dispose());

/** Images of 2 × 2 random grays, `least` at the darkest. */
function images(name: string, seed: number, size: number, least = 0): Dataset {
  const values = new Float32Array(4 * size);
  fillUniform(keyed(seed, 'test'), values, least, 256);
  return byteDataset({ name, shape: [2, 2, 1], size, pixels: Uint8Array.from(values) });
}

const real = { reference: images('seen', 1, 300), heldOut: images('unseen', 2, 250) };
const made = images('made', 3, 400, 100);
const request: EvaluationRequest = {
  samples: samplesOf(made, 5, undefined),
  real,
  extractor,
  count: 10_000,
  seed: 5,
};

const featuresOf = async (dataset: Dataset, indices: Int32Array) =>
  asFeatures(await readSamples(dataset, indices), 4);
const firstOf = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

test('values and floor of as many images as all sets have, with where they come from', async () => {
  const evaluation = await evaluate(request);
  const { values, floor, ...rest } = evaluation;
  expect(rest).toEqual({
    n: 250,
    seed: 5,
    samples: 'made',
    reference: 'seen',
    heldOut: 'unseen',
    extractor: { name: 'pixels.onnx', sha256: extractor.sha256 },
  });
  const names = ['fid', 'is', 'kid', 'precision', 'recall', 'density', 'coverage'];
  expect(Object.keys(values)).toEqual([...names, 'classesHit', 'classes', 'classKl']);
  expect(Object.keys(floor)).toEqual(Object.keys(values));
  const reference = await featuresOf(real.reference, firstOf(250));
  const heldOut = await featuresOf(real.heldOut, firstOf(250));
  expect(floor['fid']).toBeCloseTo(await featureDistance(reference, heldOut), 10);
  // Grays of 100 and more are uniform in [100, 255]: their means differ from the real ones' by 0.4.
  expect(values['fid']).toBeGreaterThan(4 * 0.3 ** 2);
  expect(floor['fid']).toBeLessThan(0.05);
  expect(await evaluate(request)).toEqual(evaluation);
});

test('features of real images are extracted once', async () => {
  const stages = async (changed: Partial<EvaluationRequest>) => {
    const seen = new Set<string>();
    await evaluate({ ...request, ...changed }, { onProgress: (label) => seen.add(label) });
    return seen;
  };
  expect(await stages({ seed: 77 })).toContain('features of real images');
  expect(await stages({ seed: 77 })).not.toContain('features of real images');
  // Other images with the same names have statistics of their own.
  const others = { ...real, heldOut: images('unseen', 9, 250) };
  expect(await stages({ real: others, seed: 77 })).toContain('features of real images');
});

test('a cache that cannot be written is a warning', async () => {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = join(folder, 'pixels.onnx');
  const warnings: string[] = [];
  try {
    await evaluate(request, { onWarning: (line) => warnings.push(line) });
  } finally {
    process.env['XDG_CACHE_HOME'] = before;
  }
  expect(warnings).toEqual([
    expect.stringMatching(/^the statistics of the real images are not cached: /),
  ]);
});

test('statistics of the real images stand in for them', async () => {
  const statsOut = join(folder, 'real.safetensors');
  const first = await evaluate({ ...request, statsOut });
  const statistics = await readStatistics(statsOut);
  expect(await evaluate({ ...request, real: statistics })).toEqual(first);
  const fewer = await evaluate({ ...request, real: statistics, count: 120, metrics: ['fid'] });
  expect(fewer).toEqual(await evaluate({ ...request, count: 120, metrics: ['fid'] }));
  expect(fewer.n).toBe(120);
});

test('statistics of another extractor are refused', async () => {
  const statsOut = join(folder, 'other.safetensors');
  await evaluate({ ...request, metrics: ['fid'], statsOut });
  const twice = pixelClassifier.replace('{10}', '{11}');
  const other = await openExtractor(writeGraph(folder, 'other.onnx', twice));
  try {
    const wrong = { ...request, extractor: other, real: await readStatistics(statsOut) };
    await expect(evaluate(wrong)).rejects.toMatchObject({
      code: 'data-mismatch',
      message: expect.stringMatching(/are of the extractor pixels\.onnx .*, not of other\.onnx/),
    });
  } finally {
    await other.dispose();
  }
});

test('too few samples for one of the metrics that nobody named: it is left out, with a warning', async () => {
  const samples = samplesOf(images('some', 1, 30), 1, undefined);
  const warnings: string[] = [];
  const onWarning = (line: string) => warnings.push(line);
  const { values } = await evaluate({ ...request, samples }, { onWarning });
  expect(Object.keys(values)).toContain('fid');
  expect(Object.keys(values)).not.toContain('is');
  expect(warnings).toEqual([expect.stringMatching(/^left out: is needs at least 40 samples /)]);
});

test('too few samples: how many are needed; nothing is written', async () => {
  const samples = samplesOf(images('few', 1, 30), 1, undefined);
  const statsOut = join(folder, 'never.safetensors');
  const few: EvaluationRequest = { ...request, samples, metrics: ['is'], statsOut };
  await expect(evaluate(few)).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/^is: needs at least 40 samples .* there are 30;/),
  });
  expect(existsSync(statsOut)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
