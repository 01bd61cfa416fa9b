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
 * @param purpose tells orders of one run apart; two sets that must not go together need two
 * @throws CoreError 'data-mismatch' when the data set has less than one batch
 */
export function batchIndices(
  size: number,
  batchSize: number,
  seed: number,
  step: number,
  purpose = 'data',
): Int32Array {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new CoreError('bad-argument', `batch size: must be at least 1, got ${batchSize}`);
  }
  const batches = Math.floor(size / batchSize);
  if (batches === 0) {
    const message = `batch size ${batchSize}: the data set has only ${size} ${size === 1 ? 'image' : 'images'}; use a smaller one, or more images`;
    throw new CoreError('data-mismatch', message);
  }
  const start = (step % batches) * batchSize;
  return epochOrder(size, seed, Math.floor(step / batches), purpose).slice(
    start,
    start + batchSize,
  );
}

interface Order {
  readonly size: number;
  readonly seed: number;
  readonly epoch: number;
  readonly order: Int32Array;
}

/** The last order asked for, by purpose: a run asks for the same one for a whole epoch. */
const last = new Map<string, Order>();

function epochOrder(size: number, seed: number, epoch: number, purpose: string): Int32Array {
  const known = last.get(purpose);
  if (known?.size === size && known.seed === seed && known.epoch === epoch) return known.order;
  const order = shuffle(keyed(seed, purpose, epoch), size);
  last.set(purpose, { size, seed, epoch, order });
  return order;
}
