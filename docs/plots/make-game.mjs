/**
 * The game on the ring of 8 Gaussians: what the generator draws as training goes on, and both losses.
 *
 *   node docs/plots/make-game.mjs        (30 seconds)
 */
import { points, ring, smooth, train, write } from './runs.mjs';
import { colors, svg } from './svg.mjs';

const settings = [...ring, '--regularizer', 'r1', '--regularizer-weight', '0.1', '--ema', '0.99'];
const stops = [50, 300, 1000, 4000];
const square = /** @type {const} */ ({ domain: [-1.15, 1.15], range: [-1.15, 1.15], bare: true });

const panels = [];
/** @type {Record<string, number>[]} */
let rows = [];
for (const [i, steps] of stops.entries()) {
  const resume = i > 0 ? ['--resume'] : [];
  const result = train('game', [...settings, '--steps', String(steps), ...resume]);
  rows = result.rows;
  panels.push({
    title: `step ${steps.toLocaleString('en-US')}`,
    ...square,
    dots: [{ points: await points(result.folder, 400), color: colors[0] ?? '' }],
  });
}

const course = /** @param {string} key @returns {[number, number][]} */ (key) =>
  smooth(
    rows.map((row) => [row.step ?? 0, row[key] ?? 0]),
    6,
  );
const losses = {
  title: 'Losses',
  x: 'step',
  domain: /** @type {const} */ ([0, 4000]),
  range: /** @type {const} */ ([0, 2.5]),
  lines: [
    { name: 'D loss', points: course('dLoss') },
    { name: 'G loss', points: course('gLoss') },
    {
      name: 'ln 4 and ln 2',
      color: '#6b7280',
      dashed: true,
      points: /** @type {[number, number][]} */ ([
        [0, Math.log(4)],
        [4000, Math.log(4)],
      ]),
    },
    {
      name: '',
      color: '#6b7280',
      dashed: true,
      points: /** @type {[number, number][]} */ ([
        [0, Math.log(2)],
        [4000, Math.log(2)],
      ]),
    },
  ],
};
write('game.svg', svg([panels, [losses]], { title: 'A GAN learns a ring', heights: [206, 240] }));
