/** A small network of the same layout against what PyTorch computes with its weights. */
import * as tf from '@tensorflow/tfjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openExtractor } from '../extractor.ts';
import { temporaryFolder } from '../extractors.test.support.ts';
import { fromBytes } from '../../imaging/eight-bit.ts';
import { convertNaturalExtractor } from './convert.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const folder = temporaryFolder();
const fixtures = join(import.meta.dirname, '../../../../../fixtures/efficientnet');
const weights = readFileSync(join(fixtures, 'tiny.pth'));
const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  readonly features: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
};

/** As in make.py: noise, and a gradient from the top to the bottom. */
const pixels = Uint8Array.from({ length: 2 * 224 * 224 * 3 }, (_, i) => {
  const at = i % (224 * 224 * 3);
  return i === at ? (at * 89) % 256 : Math.floor(at / (3 * 224));
});

test('features and probabilities are those of PyTorch; the preprocessing is part of the file', async () => {
  const metadata = { 'ganport.license': 'mine' };
  const { onnx, difference } = await convertNaturalExtractor(weights, 'tiny.pth', metadata);
  expect(difference).toBeLessThan(1e-4);
  const path = join(folder, 'tiny.onnx');
  writeFileSync(path, onnx.bytes());
  const extractor = await openExtractor(path, { providers: ['cpu'] });
  try {
    expect(extractor.metadata).toMatchObject(metadata);
    expect(extractor.own).toEqual([224, 224, 3]);
    const { features, probabilities } = await extractor.extract(fromBytes(pixels), [224, 224, 3]);
    const theirs = expected.features.flat();
    expect(features.width).toBe(12);
    for (const [i, value] of features.data.entries())
      expect(value).toBeCloseTo(theirs[i] ?? NaN, 3);
    const softmax = expected.logits.flatMap((row) => {
      const powers = row.map(Math.exp);
      const total = powers.reduce((a, b) => a + b);
      return powers.map((power) => power / total);
    });
    for (const [i, value] of (probabilities?.data ?? []).entries()) {
      expect(value).toBeCloseTo(softmax[i] ?? NaN, 3);
    }
  } finally {
    await extractor.dispose();
  }
});

test('other weights are refused by the name of the first that is missing', async () => {
  const text = weights.toString('latin1').replaceAll('_fc.bias', '_fc.else');
  await expect(
    convertNaturalExtractor(Buffer.from(text, 'latin1'), 'other.pth', {}),
  ).rejects.toThrow('EfficientNet-Lite0: has no weight _fc.bias');
});
