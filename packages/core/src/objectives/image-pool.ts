/**
 * The pool of earlier translations (Shrivastava et al. 2017, as CycleGAN uses it). With probability 1/2
 * the discriminator gets an earlier image, and the new one takes its place in the pool. The pool
 * consists of variables, so it is part of a traced step and of its checkpoints.
 */
import * as tf from '#tfjs';
import { drawUniform } from '../random/ambient.ts';
import type { ImageShape } from '../models/description.ts';

export interface ImagePool {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Images [batch, …shape] → [batch, …shape], each of them new or from the pool. */
  readonly exchange: (images: tf.Tensor) => tf.Tensor;
}

/** A pool of `size` images; with size 0, images are returned as they are. */
export function createImagePool(size: number, shape: ImageShape): ImagePool {
  if (size === 0) return { variables: new Map(), exchange: (images) => images };
  const images = tf.variable(tf.zeros([size, ...shape]), false);
  const count = tf.variable(tf.scalar(0), false);

  const exchangeOne = (image: tf.Tensor) => {
    const isFull = count.greaterEqual(size).toFloat();
    // The draw is below 1, so the slot is below `size`.
    const slot = drawUniform([])
      .mul(size)
      .floor()
      .mul(isFull)
      .add(count.mul(isFull.neg().add(1)));
    const returnsEarlier = drawUniform([]).greaterEqual(0.5).toFloat().mul(isFull);
    const stores = returnsEarlier.add(isFull.neg().add(1));
    const isSlot = tf
      .oneHot(slot.reshape<tf.Tensor1D>([1]).toInt(), size)
      .toFloat()
      .reshape([size, 1, 1, 1]);
    const earlier = images.mul(isSlot).sum(0, true);
    const isReplaced = isSlot.mul(stores);
    images.assign(images.mul(isReplaced.neg().add(1)).add(isReplaced.mul(image)));
    count.assign(count.add(1).minimum(size));
    return earlier.mul(returnsEarlier).add(image.mul(returnsEarlier.neg().add(1)));
  };
  return {
    variables: new Map([
      ['images', images],
      ['count', count],
    ]),
    exchange: (batch) =>
      tf.tidy(() => tf.concat(tf.split(batch, batch.shape[0] ?? 0).map(exchangeOne))),
  };
}
