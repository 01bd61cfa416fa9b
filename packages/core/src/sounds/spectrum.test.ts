import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { spectrogramLayer } from '../layers/spectrogram.ts';
import { soundSheet } from '../pictures/sound-sheet.ts';
import { spectrogram } from './spectrum.ts';

const sine = (frequency: number, length: number) =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin(2 * Math.PI * frequency * i));

test('a sine wave has its amplitude at its frequency', () => {
  const [window, bins, parts] = [128, 64, 5];
  const magnitudes = spectrogram(sine(20 / 128, 1000), { window, bins, parts });
  for (let part = 0; part < parts; part++) {
    const row = [...magnitudes.subarray(part * bins, (part + 1) * bins)];
    expect(row.indexOf(Math.max(...row))).toBe(20);
    expect(row[20]).toBeCloseTo(0.5, 3);
    expect(row[30]).toBeLessThan(1e-4);
  }
});

test('the layer has the same frequencies, as logarithms of the power', async () => {
  await tf.setBackend('cpu');
  const sounds = tf.tensor(sine(40 / 256, 1024), [1, 1024, 1]);
  const out = spectrogramLayer('spectrum').apply(sounds) as tf.Tensor4D;
  expect(out.shape).toEqual([1, 8, 128, 1]);
  const row = out.slice([0, 4, 0, 0], [1, 1, 128, 1]).dataSync();
  const half = -Math.log(1e-6) / 2;
  expect(row.indexOf(Math.max(...row))).toBe(40);
  expect(row[40]).toBeCloseTo((Math.log(0.25 + 1e-6) + half) / half, 3);
  expect(row[90]).toBeCloseTo(-1, 3);
});

test('the sheet shows the wave above, and its frequency below at the right height', () => {
  const { width, height, channels, data } = soundSheet(sine(16 / 128, 2048), 2048, 1);
  expect([width, height, channels]).toEqual([136, 112, 3]);
  const level = (x: number, y: number) =>
    [0, 1, 2].reduce((sum, c) => sum + (data[((4 + y) * width + 4 + x) * 3 + c] ?? NaN), 0);
  const column = Array.from({ length: 64 }, (_, bin) => level(64, 103 - bin));
  expect(column.indexOf(Math.max(...column))).toBe(16);
  // The wave has half of the height.
  const wave = Array.from({ length: 40 }, (_, y) => level(64, y) > 0);
  expect([wave.indexOf(true), wave.lastIndexOf(true)]).toEqual([10, 29]);
});
