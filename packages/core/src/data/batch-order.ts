/**
 * The images of a batch. Each epoch is a new permutation of the data. It is derived from the seed, so a
 * batch does not depend on those before it, and a resumed run continues with the right one.
 */
import { CoreError } from '../errors.ts';
import { keyed } from '../random/random-source.ts';
import { shuffle } from '../random/shuffle.ts';

/**
 * The indices of the images of a step's batch. An epoch has complete batches only; each epoch leaves
 * out other images.
 *
 * @param size the number of images in the data set
 * @param step the number of the batch, from 0
 * @param purpose key of the order; two data sets whose orders must be independent need two purposes
 * @throws CoreError 'bad-argument' for a batch size below 1, 'data-mismatch' when the data set is
 * smaller than a batch
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
    const message = `batch size ${batchSize}: the data set has only ${size} ${size === 1 ? 'sample' : 'samples'}; use a smaller one, or more of them`;
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

/** The latest order of each purpose: a run uses the same one for a whole epoch. */
const last = new Map<string, Order>();

function epochOrder(size: number, seed: number, epoch: number, purpose: string): Int32Array {
  const known = last.get(purpose);
  if (known?.size === size && known.seed === seed && known.epoch === epoch) return known.order;
  const order = shuffle(keyed(seed, purpose, epoch), size);
  last.set(purpose, { size, seed, epoch, order });
  return order;
}
