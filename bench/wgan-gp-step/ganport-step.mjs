/** The WGAN-GP step as `ganport train dcgan --loss wgan-gp` runs it. */
import { serveTraining } from '../harness/ganport-trainer.mjs';
import { batch, batches } from '../dcgan/batches.mjs';

await serveTraining(
  { variant: 'dcgan', loss: 'wgan-gp', image: [28, 28, 1], batchSize: batch },
  ({ discriminatorSteps }) => {
    const images = batch * discriminatorSteps;
    const next = batches(process.argv[2] ?? '', images);
    return () => ({ real: { dims: [images, 28, 28, 1], data: next() } });
  },
  ({ dLoss = NaN, gLoss = NaN, dGradientNorm = NaN }) => ({ dLoss, gLoss, dGradientNorm }),
);
