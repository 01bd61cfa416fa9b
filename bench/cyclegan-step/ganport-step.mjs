/** The CycleGAN step as `ganport train cyclegan` runs it. */
import { serveTraining } from '../harness/ganport-trainer.mjs';
import { pairs, size } from '../cyclegan/domains.mjs';

await serveTraining(
  { variant: 'cyclegan', image: [size, size, 3], imageSize: size, filters: 16, blocks: 3 },
  () => {
    const next = pairs(process.argv[2] ?? '');
    const dims = [1, size, size, 3];
    return () => {
      const { a, b } = next();
      return { a: { dims, data: a }, b: { dims, data: b } };
    };
  },
  ({ dLoss = NaN, gLoss = NaN, cycleLoss = NaN, identityLoss = NaN }) => {
    return { dLoss, gLoss, cycleLoss, identityLoss };
  },
);
