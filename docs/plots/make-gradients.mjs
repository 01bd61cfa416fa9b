/**
 * Vanishing gradients: the standard GAN on MNIST with a strong discriminator and three losses.
 *
 *   node docs/plots/make-gradients.mjs   (1 minute)
 */
import { smooth, train, write } from './runs.mjs';
import { svg } from './svg.mjs';

const shared =
  'mlp --width 0.25 --discriminator-learning-rate 1e-3 --steps 400 --metrics-every 2 --threads 1'.split(
    ' ',
  );
const strong = ['--discriminator-steps', '3'];
const cases = {
  minimax: [...strong, '--loss', 'minimax'],
  'non-saturating': [...strong, '--loss', 'non-saturating'],
  'wgan-gp': ['--loss', 'wgan-gp'],
};

const runs = Object.entries(cases).map(([name, settings]) => ({
  name,
  rows: train(`gradients-${name}`, [...shared, ...settings]).rows,
}));
const course = /** @param {string} key */ (key) =>
  runs.map(({ name, rows }) => ({
    name,
    points: smooth(
      rows.map((row) => /** @type {const} */ ([row.step ?? 0, row[key] ?? 0])),
      4,
    ),
  }));
const domain = /** @type {const} */ ([0, 400]);
write(
  'gradients.svg',
  svg(
    [
      [
        {
          title: "Length of the generator's gradient",
          x: 'step',
          domain,
          range: [-3.2, 1.5],
          yTicks: [-3, -2, -1, 0, 1],
          log: true,
          lines: course('gGradientNorm'),
        },
      ],
    ],
    { title: 'Vanishing gradients', heights: [300] },
  ),
);
