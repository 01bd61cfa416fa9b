/** The runs of the stability bench: what collapses, what does not, and what helps. */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {import('@ganport/core').TrainSettings} settings
 * @property {number} samples whose modes are counted
 * @property {number} least share of the samples from which on a mode counts; 0: one sample
 */

const ring = /** @type {import('@ganport/core').TrainSettings} */ ({
  ...{ variant: 'mlp', data: 'ring', width: 0.25, batchSize: 128, steps: 4000 },
  ...{ generatorLearningRate: 1e-3, discriminatorLearningRate: 1e-3 },
});
const digits = /** @type {import('@ganport/core').TrainSettings} */ ({
  variant: 'dcgan',
  data: 'mnist',
  width: 0.25,
});
const stacked = /** @type {import('@ganport/core').TrainSettings} */ ({
  ...{ variant: 'dcgan', data: 'stacked-mnist', width: 0.25, steps: 3000 },
});

const points = { samples: 10_000, least: 0.01 };
const images = { samples: 10_000, least: 0.01 };
/** As in PacGAN's experiments: 26,000 samples, and one is enough. */
const triples = { samples: 26_000, least: 0 };

/** @type {Record<string, Case[]>} */
export const groups = {
  ring: [
    {
      name: 'ring, G too fast',
      settings: {
        ...ring,
        generatorLearningRate: 0.01,
        discriminatorLearningRate: 5e-4,
        beta1: 0.9,
      },
      ...points,
    },
    { name: 'ring', settings: ring, ...points },
    { name: 'ring, --pac 2', settings: { ...ring, pac: 2 }, ...points },
    { name: 'ring, --pac 2 --ema 0.99', settings: { ...ring, pac: 2, ema: 0.99 }, ...points },
    {
      name: 'ring, --regularizer r1 --ema 0.99',
      settings: { ...ring, regularizer: 'r1', ema: 0.99 },
      ...points,
    },
    {
      name: 'ring, --regularizer r1 --regularizer-weight 0.1 --ema 0.99',
      settings: { ...ring, regularizer: 'r1', regularizerWeight: 0.1, ema: 0.99 },
      ...points,
    },
    { name: 'ring, --loss wgan-gp', settings: { ...ring, loss: 'wgan-gp', ema: 0.99 }, ...points },
  ],
  mnist: [
    { name: 'dcgan', settings: { ...digits, steps: 2000 }, ...images },
    { name: 'dcgan, --latent 1', settings: { ...digits, steps: 2000, latent: 1 }, ...images },
    {
      name: 'mlp, full width',
      settings: { ...digits, variant: 'mlp', width: 1, steps: 4000 },
      ...images,
    },
  ],
  stacked: [
    { name: 'stacked, dcgan', settings: stacked, ...triples },
    { name: 'stacked, --pac 2', settings: { ...stacked, pac: 2 }, ...triples },
  ],
};
