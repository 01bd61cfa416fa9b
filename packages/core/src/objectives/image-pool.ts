/**
 * The pool of earlier translations (Shrivastava et al. 2017, as CycleGAN uses it): the discriminator
 * is shown, every second time by chance, an earlier image, in whose place the new one is kept. It is
 * made of variables, so that it is part of a traced step and of its checkpoints.
 */
import * as tf from '@tensorflow/tfjs';
import { drawUniform } from '../random/ambient.ts';
import type { ImageShape } from '../models/description.ts';

export interface ImagePool {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Images [batch, …shape] → as many, each new or from the pool. */
  readonly exchange: (images: tf.Tensor) => tf.Tensor;
}

export function createImagePool(size: number, shape: ImageShape): ImagePool {
  if (size === 0) return { variables: new Map(), exchange: (images) => images };
  const images = tf.variable(tf.zeros([size, ...shape]), false);
  const count = tf.variable(tf.scalar(0), false);

  const exchangeOne = (image: tf.Tensor) => {
    const isFull = count.greaterEqual(size).toFloat();
    // Never 1 itself, so that the slot is one of the pool's.
    const slot = drawUniform([])
      .mul(size)
      .floor()
      .mul(isFull)
      .add(count.mul(isFull.neg().add(1)));
    const takes = drawUniform([]).greaterEqual(0.5).toFloat().mul(isFull);
    const stores = takes.add(isFull.neg().add(1));
    const isSlot = tf
      .oneHot(slot.reshape<tf.Tensor1D>([1]).toInt(), size)
      .toFloat()
      .reshape([size, 1, 1, 1]);
    const earlier = images.mul(isSlot).sum(0, true);
    const isReplaced = isSlot.mul(stores);
    images.assign(images.mul(isReplaced.neg().add(1)).add(isReplaced.mul(image)));
    count.assign(count.add(1).minimum(size));
    return earlier.mul(takes).add(image.mul(takes.neg().add(1)));
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
