/**
 * FID on MNIST: how it grows with noise on real digits, how it depends on the number of images, and
 * how it falls while a DCGAN trains.
 *
 *   node docs/plots/make-fid.mjs         (3 minutes)
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '@ganport/lab';
import { normals, run, scratch, train, write } from './runs.mjs';
import { svg } from './svg.mjs';

const COUNT = 2000;
const digits = await openDataset('mnist-test');
const pixels = new Float32Array(COUNT * 28 * 28);
await digits.read(
  Int32Array.from({ length: COUNT }, (_, i) => i),
  pixels,
);

/** An IDX file of digits with noise of a standard deviation, in [-1, 1]. @param {number} deviation */
function noisyDigits(deviation) {
  const noise = normals(pixels.length, 11);
  const header = new Uint8Array([0, 0, 8, 3, ...[COUNT, 28, 28].flatMap(bytesOf)]);
  const bytes = Uint8Array.from(pixels, (value, i) => {
    const level = (value + deviation * (noise[i] ?? 0) + 1) * 127.5;
    return Math.min(255, Math.max(0, Math.round(level)));
  });
  const file = join(scratch, `noise-${deviation}-images-idx3-ubyte`);
  mkdirSync(scratch, { recursive: true });
  writeFileSync(file, Buffer.concat([header, bytes]));
  return file;
}

/** @param {number} value */
const bytesOf = (value) => [24, 16, 8, 0].map((shift) => (value >> shift) & 255);

/** @param {string} file @param {number} count @returns {{ fid: number, floor: number }} */
function fidOf(file, count) {
  const args = ['evaluate', file, '--data', 'mnist', '--metrics', 'fid', '--json'];
  const result = JSON.parse(run([...args, '--count', String(count), '--threads', '1']));
  return { fid: result.fid, floor: result.floor.fid };
}

const deviations = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
const noise = deviations.map(
  (deviation) => /** @type {const} */ ([deviation, fidOf(noisyDigits(deviation), COUNT).fid]),
);
const counts = [100, 200, 500, 1000, 2000];
const clean = noisyDigits(0);
const bias = counts.map((count) => /** @type {const} */ ([count, fidOf(clean, count).floor]));
const { rows } = train('fid', [
  ...'dcgan --width 0.25 --steps 1500 --ema 0.99 --evaluate-every 100 --threads 1'.split(' '),
  ...'--generator-learning-rate 5e-4 --discriminator-learning-rate 1e-3'.split(' '),
]);
const falling = rows
  .filter(({ fid }) => fid !== undefined)
  .map((row) => /** @type {const} */ ([row.step ?? 0, row.fid ?? 0]));

const most = Math.max(...noise.map(([, fid]) => fid));
write(
  'fid.svg',
  svg(
    [
      [
        {
          title: 'Real digits with noise',
          x: 'standard deviation of the noise',
          domain: [0, 0.6],
          range: [0, most * 1.05],
          lines: [{ name: '', points: noise }],
        },
        {
          title: 'Real digits: few images, higher FID',
          x: 'number of images',
          domain: [0, 2000],
          range: [0, Math.max(...bias.map(([, fid]) => fid)) * 1.1],
          lines: [{ name: '', points: bias }],
        },
      ],
      [
        {
          title: 'A DCGAN while it trains (2,000 samples)',
          x: 'step',
          domain: [0, 1500],
          range: [-2, 2.2],
          yTicks: [-2, -1, 0, 1, 2],
          log: true,
          lines: [
            { name: 'FID', points: falling },
            {
              name: 'floor: real test images',
              color: '#6b7280',
              dashed: true,
              points: [0, 1500].map((step) => /** @type {const} */ ([step, bias.at(-1)?.[1] ?? 0])),
            },
          ],
        },
      ],
    ],
    { title: 'FID on MNIST', heights: [240, 260] },
  ),
);
console.error({ noise, bias, falling });
