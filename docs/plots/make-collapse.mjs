/**
 * Mode collapse on the ring of 8 Gaussians: a run that collapses, one without a remedy, one with PacGAN.
 *
 *   node docs/plots/make-collapse.mjs    (1 minute)
 */
import { points, ring, train, write } from './runs.mjs';
import { colors, svg } from './svg.mjs';

const steps = ['--steps', '4000'];
const cases = {
  'learning rate of G too high': [
    ...'mlp --data ring --width 0.25 --batch-size 128 --threads 1 --generator-learning-rate 0.01 --discriminator-learning-rate 5e-4 --beta1 0.9'.split(
      ' ',
    ),
    ...steps,
  ],
  'no remedy': [...ring, ...steps],
  '--pac 2 --ema 0.99': [...ring, ...steps, '--pac', '2', '--ema', '0.99'],
};
const square = /** @type {const} */ ({ domain: [-1.15, 1.15], range: [-1.15, 1.15], bare: true });

const panels = [];
const lines = [];
for (const [i, [name, settings]] of Object.entries(cases).entries()) {
  const { folder, rows } = train(`collapse-${i}`, settings);
  panels.push({
    title: name,
    ...square,
    dots: [{ points: await points(folder, 500), color: colors[i] ?? '', size: i === 0 ? 8 : 3 }],
  });
  lines.push({
    name: i === 0 ? 'G too fast' : name,
    points: rows
      .filter(({ modesHit }) => modesHit !== undefined)
      .map((row) => /** @type {const} */ ([row.step ?? 0, row.modesHit ?? 0])),
  });
}
const hits = {
  title: 'Modes hit by 256 samples, of 8',
  x: 'step',
  domain: /** @type {const} */ ([0, 4000]),
  range: /** @type {const} */ ([0, 8.4]),
  yTicks: [0, 2, 4, 6, 8],
  lines,
};
write('collapse.svg', svg([panels, [hits]], { title: 'Mode collapse', heights: [276, 230] }));
