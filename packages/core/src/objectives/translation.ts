/** What translations have in common. */
import type * as tf from '@tensorflow/tfjs';
import { addNoise, diffAugment } from '../augmentation/index.ts';
import { lossPresetOf, regularizerOf } from '../losses/index.ts';
import type { Gan } from '../models/gan.ts';
import { applyNetwork, type Network } from '../models/network.ts';

export function translate(network: Network, source: tf.Tensor): tf.Tensor {
  return applyNetwork(network, { source }, true)['image'] as tf.Tensor;
}

/** Mean absolute difference. */
export function distance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return a.sub(b).abs().mean<tf.Scalar>();
}

/** A discriminator in training, with all that happens to images on their way to it. */
export function judged({ config: { augment, instanceNoise } }: Gan) {
  const changed = augment === undefined ? (images: tf.Tensor) => images : diffAugment(augment);
  return (network: Network, images: tf.Tensor): tf.Tensor => {
    const noisy = instanceNoise > 0 ? addNoise(changed(images), instanceNoise) : changed(images);
    return applyNetwork(network, { image: noisy }, true)['logit'] as tf.Tensor;
  };
}

/** What a discriminator minimises, its regulariser included. */
export function discriminatorLoss({ config }: Gan) {
  const { loss } = lossPresetOf(config.loss);
  const { regularizer, regularizerWeight, realLabel } = config;
  const options = realLabel === 1 ? {} : { realLabel };
  const regular = regularizer === 'none' ? undefined : regularizerOf(regularizer);
  return (
    critic: (images: tf.Tensor) => tf.Tensor,
    logits: { readonly real: tf.Tensor; readonly generated: tf.Tensor },
    images: { readonly real: tf.Tensor; readonly generated: tf.Tensor },
  ): tf.Scalar => {
    const value = loss.discriminator(logits.real, logits.generated, options);
    if (!regular || regularizerWeight === 0) return value;
    return value.add(regular.penalty({ critic, ...images }).mul(regularizerWeight));
  };
}
