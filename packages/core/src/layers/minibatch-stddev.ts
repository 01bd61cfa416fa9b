/**
 * Minibatch standard deviation (Karras et al. 2018, section 3): an additional channel shows the
 * discriminator how much the samples of a group differ, averaged over features and pixels. It reveals
 * a collapsed generator.
 */
import * as tf from '#tfjs';
import { oneShape, oneTensor, type CallArguments } from './single-input.ts';

/** Samples in a group. */
const GROUP = 4;

class MinibatchStddev extends tf.layers.Layer {
  static readonly className = 'MinibatchStddev';

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const [batch = 0, ...rest] = x.shape;
      // In inference the group is the whole batch, so that one graph serves batches of every size.
      const group = training && batch % GROUP === 0 ? GROUP : batch;
      // Sample i is in group i modulo the number of groups, as in the published code.
      const groups = group === batch ? 1 : batch / group;
      const grouped = groups === 1 ? x.expandDims(1) : x.reshape([group, groups, ...rest]);
      const variance = grouped.sub(grouped.mean(0, true)).square().mean(0, true);
      const features = grouped.shape.map((_, axis) => axis).slice(2);
      const deviation = variance.add(1e-8).sqrt().mean(features, true);
      const channel = [...x.shape.slice(0, -1), 1];
      // tfjs has no gradient of a broadcast of rank 5; a tensor of ones needs known sizes.
      const spread = (shape: number[]) =>
        training ? deviation.mul(tf.ones(shape)) : deviation.broadcastTo(shape);
      const added = spread([group, groups, ...channel.slice(1)]).reshape(channel);
      return tf.concat([x, added], -1);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = oneShape(inputShape);
    return [...shape.slice(0, -1), (shape.at(-1) ?? 0) + 1];
  }
}
tf.serialization.registerClass(MinibatchStddev);

/**
 * Minibatch standard deviation: [batch, …, channels] → [batch, …, channels + 1]. In training, samples
 * are in groups of four; the whole batch is the group where it is no multiple of four.
 *
 * @example
 * layers.minibatchStddev('deviation')
 */
export function minibatchStddev(name: string): tf.layers.Layer {
  return new MinibatchStddev({ name });
}
