/** The step as `ganport train wavegan --width 0.25 --length 8192 --batch-size 16` runs it, on noise. */
import { serveTraining } from '../harness/ganport-trainer.mjs';

const [batch, length] = [16, 8192];

await serveTraining(
  { variant: 'wavegan', sample: [length, 1], width: 1 / 4, batchSize: batch },
  ({ discriminatorSteps }) => {
    const sounds = batch * discriminatorSteps;
    return () => ({
      real: {
        dims: [sounds, length, 1],
        data: Float32Array.from({ length: sounds * length }, () => 2 * Math.random() - 1),
      },
    });
  },
  ({ dLoss = NaN, gLoss = NaN, dGradientNorm = NaN }) => ({ dLoss, gLoss, dGradientNorm }),
);
