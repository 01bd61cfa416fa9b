/** The transforms of SpecGAN against sums in float64, and the sounds that come back. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { keyed } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { BINS, HOP, measureLogSpectrum, usualSpectrum, WINDOW } from '../sounds/log-spectrum.ts';
import { griffinLim } from './griffin-lim.ts';
import { fromLogSpectrogram, toLogSpectrogram } from './log-spectrogram.ts';
import { openStft } from './stft.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const length = 2048;
const frames = length / HOP;

function noise(seed: number): Float32Array {
  const values = new Float32Array(length);
  fillUniform(keyed(seed, 'test'), values, -0.5, 0.5);
  return values;
}

/** A voice: twelve harmonics of a pitch that falls, louder and softer twice. */
const voice = Float32Array.from({ length }, (_, i) => {
  const time = i / 16_000;
  const phase = 2 * Math.PI * (180 * time - 80 * time ** 2);
  const loudness = Math.sin((2 * Math.PI * i) / length) ** 2;
  let sum = 0;
  for (let k = 1; k <= 12; k++) sum += Math.sin(k * phase) / k;
  return 0.4 * loudness * sum;
});

/** The spectra of a sound by their definition, [frames][cosines, sines]. */
function spectraOf(sound: Float32Array): number[] {
  const out: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    for (const wave of [Math.cos, Math.sin]) {
      for (let bin = 0; bin < BINS; bin++) {
        let sum = 0;
        for (let i = 0; i < WINDOW; i++) {
          const window = Math.sin((Math.PI * i) / WINDOW) ** 2;
          const sample = sound[frame * HOP - 64 + i] ?? 0;
          sum += window * sample * wave((2 * Math.PI * bin * i) / WINDOW);
        }
        out.push(sum / 64);
      }
    }
  }
  return out;
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);

const batch = (...sounds: readonly Float32Array[]) =>
  tf.tensor(Float32Array.from(sounds.flatMap((sound) => [...sound])), [sounds.length, length]);

test('spectra are those of the definition', () => {
  const sound = noise(1);
  const { forward } = openStft(length);
  const spectra = forward(batch(voice, sound));
  expect(spectra.shape).toEqual([2, frames, 2 * BINS]);
  const expected = [...spectraOf(voice), ...spectraOf(sound)];
  expect(largest(spectra.dataSync(), expected)).toBeLessThan(1e-5);
});

test('the inverse gives the sound back, its first and last samples too', () => {
  const { forward, inverse } = openStft(length);
  // The frequency that is left out, the highest one, is not in it.
  expect(largest(inverse(forward(batch(voice))).dataSync(), voice)).toBeLessThan(1e-5);
});

const magnitudesOf = (sound: tf.Tensor) =>
  openStft(length).forward(sound).reshape([-1, frames, 2, BINS]).square().sum(2).sqrt();

/** ‖|STFT(x)| − M‖ / ‖M‖ for the sound that is made of magnitudes M. */
function convergence(sound: Float32Array, iterations: number): number {
  const wanted = magnitudesOf(batch(sound));
  const made = magnitudesOf(griffinLim(wanted, length, iterations));
  return made.sub(wanted).norm().div(wanted.norm()).dataSync()[0] ?? NaN;
}

test.each([
  ['a voice', voice, 0.15],
  ['noise', noise(2), 0.14],
])('%s: the spectral convergence falls with each of 16 iterations', (_, sound, last) => {
  const values = [0, 1, 4, 16].map((iterations) => convergence(sound, iterations));
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(values.at(-1)).toBeLessThan(last);
  expect(values[0]).toBeGreaterThan(2 * last);
});

test('layers: a voice becomes an image, and a sound with nearly the same magnitudes', () => {
  const spectrum = measureLogSpectrum(voice, length);
  const [encode, decode] = [
    toLogSpectrogram('image', spectrum),
    fromLogSpectrogram('audio', spectrum),
  ];
  const sound = batch(voice).expandDims(2);
  const image = encode.apply(sound) as tf.Tensor;
  expect(image.shape).toEqual([1, frames, BINS, 1]);
  const made = decode.apply(image) as tf.Tensor;
  expect(made.shape).toEqual(sound.shape);
  const [wanted, found] = [magnitudesOf(batch(voice)), magnitudesOf(made.reshape([1, length]))];
  expect(found.sub(wanted).norm().div(wanted.norm()).dataSync()[0]).toBeLessThan(0.2);
});

test('an image has mean 0 and deviation 1 / 3 at each frequency, as the statistics were measured', () => {
  const sounds = batch(
    voice,
    noise(3),
    noise(4).map((value) => value / 100),
  ).expandDims(2);
  const spectrum = measureLogSpectrum(sounds.dataSync() as Float32Array, length);
  // Wide enough that nothing is clipped.
  const wide = { mean: spectrum.mean, deviation: spectrum.deviation.map((one) => 4 * one) };
  const image = toLogSpectrogram('image', wide).apply(sounds) as tf.Tensor;
  const { mean, variance } = tf.moments(image.mul(4), [0, 1]);
  expect(largest(mean.dataSync(), Array<number>(BINS).fill(0))).toBeLessThan(1e-3);
  expect(largest(variance.sqrt().dataSync(), Array<number>(BINS).fill(1 / 3))).toBeLessThan(1e-3);
});

test('values are clipped at three deviations, silence and channels are taken', () => {
  const quiet = { ...usualSpectrum, deviation: Array<number>(BINS).fill(0.1) };
  const two = tf.stack([batch(noise(5)), tf.zeros([1, length])], 2);
  const image = toLogSpectrogram('image', quiet).apply(two) as tf.Tensor4D;
  expect(image.shape).toEqual([1, frames, BINS, 2]);
  expect(image.max().dataSync()[0]).toBe(1);
  const silent = image.slice([0, 0, 0, 1], [1, frames, BINS, 1]);
  expect([silent.min().dataSync()[0], silent.max().dataSync()[0]]).toEqual([-1, -1]);
  const alone = toLogSpectrogram('image', quiet).apply(batch(noise(5)).expandDims(2)) as tf.Tensor;
  expect(largest(image.unstack(3)[0]?.dataSync() ?? [], alone.dataSync())).toBe(0);
});

test('gradients reach the sound, silence too, and are those of numeric differences', () => {
  const encode = toLogSpectrogram('image', usualSpectrum);
  const weights = tf.tensor(noise(6), [1, frames, BINS, 1]);
  const f = (sound: tf.Tensor) => (encode.apply(sound) as tf.Tensor).mul(weights).sum();
  const sound = batch(noise(7)).expandDims(2);
  const gradient = tf.grad(f)(sound).dataSync();
  for (const at of [0, 700, length - 1]) {
    const step = tf.oneHot([at], length).toFloat().reshape([1, length, 1]).mul(1e-2);
    const difference =
      (f(sound.add(step)).dataSync()[0] ?? NaN) - (f(sound.sub(step)).dataSync()[0] ?? NaN);
    expect(Math.abs((gradient[at] ?? NaN) - difference / 2e-2)).toBeLessThan(2e-2);
  }
  const atSilence = tf
    .grad(f)(tf.zeros([1, length, 1]))
    .dataSync();
  expect(atSilence.every(Number.isFinite)).toBe(true);
});

test('a spectrum of other lengths is refused', () => {
  expect(() => toLogSpectrogram('image', { mean: [0], deviation: [1] })).toThrow(
    'image: the spectrum must have 128 means and deviations (got 1 and 1)',
  );
});
