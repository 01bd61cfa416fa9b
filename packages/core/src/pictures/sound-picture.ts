/** A sound as a picture: its waveform, and its spectrogram below, low frequencies at the bottom. */
import { spectrogram } from '../sounds/spectrum.ts';

export const WIDTH = 128;
const WAVE_ROWS = 40;
const BINS = 64;
export const HEIGHT = WAVE_ROWS + BINS;
const WINDOW = 2 * BINS;
/** Magnitudes below this are drawn like silence. */
const FLOOR_DECIBELS = -70;

type Color = readonly [red: number, green: number, blue: number];
const WAVE: Color = [0.31, 0.76, 0.97];
/** From silence to full scale. */
const scale: readonly Color[] = [
  [0.02, 0.02, 0.08],
  [0.32, 0.07, 0.48],
  [0.87, 0.29, 0.41],
  [0.99, 0.99, 0.75],
];

/**
 * The picture of a sound.
 *
 * @param sound in [-1, 1]
 * @param cell receives the picture, [HEIGHT, WIDTH, 3] in [-1, 1]
 */
export function drawSound(
  sound: Float32Array,
  cell = new Float32Array(HEIGHT * WIDTH * 3),
): Float32Array {
  cell.fill(-1);
  drawWave(cell, sound);
  drawSpectrogram(cell, sound);
  return cell;
}

/** A vertical line for each column, from the least to the largest of its samples. */
function drawWave(cell: Float32Array, sound: Float32Array): void {
  for (let x = 0; x < WIDTH; x++) {
    const from = Math.floor((x * sound.length) / WIDTH);
    const to = Math.max(from + 1, Math.floor(((x + 1) * sound.length) / WIDTH));
    let [least, most] = [Infinity, -Infinity];
    for (const sample of sound.subarray(from, to)) {
      least = Math.min(least, sample);
      most = Math.max(most, sample);
    }
    const rowOf = (value: number) =>
      Math.round(((1 - Math.max(-1, Math.min(1, value))) / 2) * (WAVE_ROWS - 1));
    for (let y = rowOf(most); y <= rowOf(least); y++) paint(cell, y, x, WAVE);
  }
}

function drawSpectrogram(cell: Float32Array, sound: Float32Array): void {
  const magnitudes = spectrogram(sound, { window: WINDOW, bins: BINS, parts: WIDTH });
  for (let x = 0; x < WIDTH; x++) {
    for (let bin = 0; bin < BINS; bin++) {
      const decibels = 20 * Math.log10(Math.max(1e-9, magnitudes[x * BINS + bin] ?? 0));
      const level = Math.max(0, Math.min(1, 1 - decibels / FLOOR_DECIBELS));
      paint(cell, HEIGHT - 1 - bin, x, colorOf(level));
    }
  }
}

/** @param level in [0, 1] */
function colorOf(level: number): Color {
  const place = level * (scale.length - 1);
  const below = Math.min(scale.length - 2, Math.floor(place));
  const [a, b] = [scale[below], scale[below + 1]] as [Color, Color]; // In range: below ≤ length − 2.
  const mix = (channel: 0 | 1 | 2) => a[channel] + (place - below) * (b[channel] - a[channel]);
  return [mix(0), mix(1), mix(2)];
}

function paint(cell: Float32Array, y: number, x: number, color: Color): void {
  for (const [channel, value] of color.entries()) {
    cell[(y * WIDTH + x) * 3 + channel] = 2 * value - 1;
  }
}
