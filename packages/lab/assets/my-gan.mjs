/**
 * A GAN of your own. Train it:
 *
 *   npx ganport train ./my-gan.mjs --data mnist --out runs/mine
 *
 * The file exports a function that is given ganport's toolkit and returns a variant: the networks, how
 * their weights start, and the settings and losses that it brings. Every flag of `ganport train` works.
 *
 * @param {import('@ganport/lab').VariantToolkit} toolkit
 * @returns {import('@ganport/core').GanVariant}
 */
export default ({ layers, sequence }) => ({
  name: 'my-gan',
  source: 'this file',

  // 'generation': images from noise. 'cycle' and 'pairs' translate between two domains of images.
  task: 'generation',

  // The networks, by the names that the task asks for, made anew for each run. Layer names become the
  // names of weights in checkpoints and of nodes in ONNX files.
  networks: ({ image, latent, width }) => {
    const [height, imageWidth, channels] = image;
    const units = Math.round(256 * width);
    return {
      generator: sequence('noise', [latent], () => [
        layers.dense('dense_1', units),
        layers.batchNorm('norm_1'),
        layers.leakyReLU('leaky_1'),
        layers.dense('dense_2', 2 * units),
        layers.batchNorm('norm_2'),
        layers.leakyReLU('leaky_2'),
        layers.dense('pixels', height * imageWidth * channels),
        layers.tanh('tanh'),
        layers.reshape('image', [height, imageWidth, channels]),
      ]),
      discriminator: sequence('image', image, () => [
        layers.flatten('flatten'),
        layers.dense('dense_1', 2 * units),
        layers.leakyReLU('leaky_1'),
        layers.dense('dense_2', units),
        layers.leakyReLU('leaky_2'),
        layers.dense('logit', 1),
      ]),
    };
  },

  // How weights start, by kind; kinds that are left out start as their layer does.
  initialization: { kernel: { kind: 'glorot' } },

  // Settings that differ from ganport's defaults; flags override them.
  defaults: { loss: 'pearson', ema: 0.99 },

  // Losses of your own, which --loss can name beside ganport's. Both functions return a scalar.
  losses: {
    // Least squares with the labels −1, 1 and 0, which minimizes the Pearson χ² divergence.
    pearson: {
      source: 'Mao et al. 2017, equation 8',
      discriminatorSteps: 1,
      optimizers: {
        generator: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999 },
        discriminator: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999 },
      },
      loss: {
        name: 'pearson',
        takesLabel: false,
        // Logits [batch, 1]; above 0 the discriminator says "real".
        discriminator: (real, generated) =>
          real.sub(1).square().mean().add(generated.add(1).square().mean()).mul(0.5),
        generator: (generated) => generated.square().mean().mul(0.5),
      },
    },
  },
});
