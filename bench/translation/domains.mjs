/**
 * Two domains of images, made of MNIST: A is digits as they are, white on black; B is digits in a
 * color of their own on a ground of another color with stripes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillUniform, keyed } from '@ganport/core/internal';
import { loadMnist } from '@ganport/lab';
import { encodePng } from '@ganport/lab/internal';

export const side = 32;
const margin = (side - 28) / 2;

/**
 * Writes `count` images of each domain to `folder`/a and `folder`/b, names `LABEL-NUMBER.png`.
 * @param {string} folder
 * @param {number} count
 * @param {'train' | 'test'} split of MNIST
 * @param {boolean} paired both domains are of the same digits; otherwise of other ones
 */
export async function writeDomains(folder, count, split, paired) {
  const digits = await loadMnist(split);
  const labels = /** @type {Int32Array} */ (digits.labels);
  const shades = new Float32Array(28 * 28);
  for (const [domain, paint] of /** @type {const} */ ([
    ['a', plain],
    ['b', colored],
  ])) {
    await mkdir(join(folder, domain), { recursive: true });
    for (let i = 0; i < count; i++) {
      const index = domain === 'a' || paired ? i : count + i;
      await digits.read([index], shades);
      const data = framed(paint(index), shades);
      const image = { width: side, height: side, channels: /** @type {const} */ (3), data };
      const name = `${labels[index]}-${String(i).padStart(5, '0')}.png`;
      await writeFile(join(folder, domain, name), await encodePng(image));
    }
  }
}

/** A color for each place, by how much of the digit is there, 0 to 1. */
/** @typedef {(ink: number, x: number, y: number, channel: number) => number} Paint */

/** @returns {Paint} */
const plain = () => (ink) => 255 * ink;

/** @param {number} index @returns {Paint} */
function colored(index) {
  const random = new Float32Array(8);
  fillUniform(keyed(1, 'colors', 0, index), random);
  const [h1 = 0, h2 = 0, slope = 0, phase = 0, ...light] = random;
  const ground = hue(h1);
  const pen = hue(h1 + 0.35 + 0.3 * h2);
  const tilt = Math.PI * slope;
  return (ink, x, y, channel) => {
    const wave = Math.sin(1.1 * (x * Math.cos(tilt) + y * Math.sin(tilt)) + 6.3 * phase);
    const dark = (0.3 + 0.15 * (light[0] ?? 0)) * (1 + 0.5 * wave) * (ground[channel] ?? 0);
    const bright = (0.8 + 0.2 * (light[1] ?? 0)) * (pen[channel] ?? 0);
    return 255 * Math.min(1, ink * bright + (1 - ink) * dark);
  };
}

/** A full color of the circle, 0 to 1 around. @param {number} turn */
function hue(turn) {
  return [0, 1 / 3, 2 / 3].map((at) => {
    const away = Math.abs(((((turn - at) % 1) + 1.5) % 1) - 0.5);
    return Math.min(1, Math.max(0.15, 2 - 6 * away));
  });
}

/** @param {Paint} paint @param {Float32Array} shades 28 × 28 in [-1, 1] */
function framed(paint, shades) {
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [row, column] = [y - margin, x - margin];
      const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < 28;
      const ink = isInside ? ((shades[28 * row + column] ?? -1) + 1) / 2 : 0;
      for (let c = 0; c < 3; c++) data[3 * (side * y + x) + c] = Math.round(paint(ink, x, y, c));
    }
  }
  return data;
}
