/** A training step of an engine as the work of a contestant; the same in Node and in a page. */
import { batchesOf } from '../dcgan/pixels.mjs';

/** @typedef {{ dLoss: number, gLoss: number }} Losses */

/**
 * @param {import('@ganport/core/internal').Engine} engine
 * @param {import('@ganport/core').Plan} plan
 * @param {Uint8Array} pixels of MNIST
 * @returns {(repeats: number) => Promise<Losses>} so many steps; the losses of the last
 */
export function training(engine, { config: { batchSize } }, pixels) {
  const next = batchesOf(pixels, batchSize);
  let done = 0;
  const step = () => {
    const real = /** @type {const} */ ({ dtype: 'float32', dims: [batchSize, 28, 28, 1] });
    return engine.step({ real: { ...real, data: next() } }, done++);
  };
  return async (repeats) => {
    // As the trainer does, a step is prepared while the one before computes.
    let ahead = step();
    for (let i = 1; i < repeats; i++) {
      const following = step();
      await ahead;
      ahead = following;
    }
    const { dLoss = NaN, gLoss } = await ahead;
    return { dLoss, gLoss };
  };
}
