/**
 * Which images make up batch number k: a fresh permutation of the data for each epoch, all derived
 * from the seed, so that a batch needs no history and a resumed run goes on with the right one.
 */
import { CoreError } from '../errors.ts';
import { keyed } from '../random/random-source.ts';
import { shuffle } from '../random/shuffle.ts';

/**
 * The indices of the images of a step's batch. An epoch is as many whole batches as the data set
 * has; what is left over is left out of that epoch (of another part of the data in each).
 *
 * @param size images in the data set
 * @param step counts batches from 0
 * @throws CoreError 'data-mismatch' when the data set has less than one batch
 */
export function batchIndices(
  size: number,
  batchSize: number,
  seed: number,
  step: number,
): Int32Array {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new CoreError('bad-argument', `batch size: must be at least 1, got ${batchSize}`);
  }
  const batches = Math.floor(size / batchSize);
  if (batches === 0) {
    const message = `batch size ${batchSize}: the data set has only ${size} images; use a smaller one`;
    throw new CoreError('data-mismatch', message);
  }
  const start = (step % batches) * batchSize;
  return epochOrder(size, seed, Math.floor(step / batches)).slice(start, start + batchSize);
}

/** The last order asked for: a run asks for the same one for a whole epoch. */
let last: { size: number; seed: number; epoch: number; order: Int32Array } | undefined;

function epochOrder(size: number, seed: number, epoch: number): Int32Array {
  if (last?.size !== size || last.seed !== seed || last.epoch !== epoch) {
    last = { size, seed, epoch, order: shuffle(keyed(seed, 'data', epoch), size) };
  }
  return last.order;
}
