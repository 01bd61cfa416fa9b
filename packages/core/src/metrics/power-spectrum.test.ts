/** Power spectra against closed forms: waves, white noise, Parseval. */
import { expect, test } from 'vitest';
import { keyed } from '../random/random-source.ts';
import { fillNormal } from '../random/normal.ts';
import { asFeatures } from './features.ts';
import { logSpectrum, powerSpectrum, spectrumDistance, waveLength } from './power-spectrum.ts';

test('a wave has all its power, half of the square of its amplitude, at its wave number', () => {
  const [height, width] = [12, 15];
  // 2 cycles along 12 rows are 2 along the shorter side; 5 along 15 columns are 4.
  const field = Float64Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    return 3 * Math.cos((2 * Math.PI * 2 * y) / height) + Math.sin((2 * Math.PI * 5 * x) / width);
  });
  const spectrum = powerSpectrum(field, height, width);
  const modes = (k: number) =>
    field.reduce((n, _, i) => n + (Math.round(waveLength(i, height, width)) === k ? 1 : 0), 0);
  const wanted = [0, 9 / 2 / modes(2), 0, 1 / 2 / modes(4), 0, 0];
  expect([...spectrum]).toEqual(wanted.map((power) => expect.closeTo(power, 10)));
});

test('the powers of all modes are the variance (Parseval), spread evenly for white noise', () => {
  const side = 16;
  const spectra = Array.from({ length: 40 }, (_, i) => {
    const field = new Float32Array(side * side);
    fillNormal(keyed(1, 'white', 0, i), field, 5, 2);
    return powerSpectrum(field, side, side);
  });
  for (let k = 1; k < side / 2; k++) {
    const mean = spectra.reduce((sum, spectrum) => sum + (spectrum[k] ?? NaN), 0) / spectra.length;
    expect((mean * side * side) / 4).toBeGreaterThan(0.85);
    expect((mean * side * side) / 4).toBeLessThan(1.15);
  }
});

test('a field of twice the amplitude has ln 4 more; a constant one has the least power', () => {
  const field = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * i));
  const [one, two] = [field, field.map((value) => 2 * value)].map((f) => logSpectrum(f, 8, 8));
  const features = (rows: Float64Array | undefined) =>
    asFeatures(Float32Array.from([...(rows ?? []), ...(rows ?? [])]), 4);
  const { mean, stddev } = spectrumDistance(features(two), features(one), 1);
  expect(mean).toBeCloseTo(Math.log(4), 4);
  expect(stddev).toBeCloseTo(0, 4);
  expect([...logSpectrum(new Float32Array(64).fill(3), 8, 8)]).toEqual(
    Array(4).fill(expect.closeTo(Math.log(1e-12), 4)),
  );
});
