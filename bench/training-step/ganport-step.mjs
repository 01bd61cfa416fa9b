/** The DCGAN step in ganport. */
import { serveTraining } from '../harness/ganport-trainer.mjs';
import { batch, batches } from '../dcgan/batches.mjs';

await serveTraining(
  { variant: 'dcgan', image: [28, 28, 1], batchSize: batch },
  () => {
    const next = batches(process.argv[2] ?? '');
    return () => ({ real: { dims: [batch, 28, 28, 1], data: next() } });
  },
  ({ dLoss = NaN, gLoss = NaN, dAccuracyReal = NaN, dAccuracyGenerated = NaN }) => {
    return { dLoss, gLoss, dAccuracy: (dAccuracyReal + dAccuracyGenerated) / 2 };
  },
);
