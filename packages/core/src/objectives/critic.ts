/** A discriminator in training: its verdict on images, and what it minimizes. */
import type * as tf from '@tensorflow/tfjs';
import { addNoise, diffAugment } from '../augmentation/index.ts';
import { regularizerOf } from '../losses/index.ts';
import { applyEach } from '../models/apply-each.ts';
import type { Network } from '../models/network.ts';
import type { Game } from './objective.ts';

/** The discriminator's outputs for images. */
export interface Verdict {
  readonly logit: tf.Tensor;
  /** Logits of the classes, where the discriminator is a classifier too. */
  readonly class?: tf.Tensor;
}

interface Comparison {
  readonly real: Verdict;
  readonly generated: Verdict;
  /** The discriminator's loss, its regularizer included. */
  readonly loss: tf.Scalar;
}

export interface Critic {
  readonly judge: (images: tf.Tensor, label?: tf.Tensor) => Verdict;
  readonly compare: (real: tf.Tensor, generated: tf.Tensor, label?: tf.Tensor) => Comparison;
}

/** Applies to images everything that happens to them before the discriminator sees them. */
export function createCritic({ config, loss: preset }: Game, discriminator: Network): Critic {
  const { augment, instanceNoise, pac, realLabel, regularizer, regularizerWeight } = config;
  const { loss } = preset;
  const labelOptions = realLabel === 1 ? {} : { realLabel };
  const augmented = augment === undefined ? (images: tf.Tensor) => images : diffAugment(augment);
  const asSeen = (images: tf.Tensor) =>
    packs(instanceNoise > 0 ? addNoise(augmented(images), instanceNoise) : augmented(images), pac);

  const judgeEach = (batches: readonly tf.Tensor[], label?: tf.Tensor) =>
    applyEach(
      discriminator,
      batches.map((images) => ({ image: asSeen(images), ...(label && { label }) })),
    ) as unknown as Verdict[];
  const judge: Critic['judge'] = (images, label) => judgeEach([images], label)[0] as Verdict;

  const regular =
    regularizer === 'none' || regularizerWeight === 0 ? undefined : regularizerOf(regularizer);
  return {
    judge,
    compare: (real, generated, label) => {
      const [onReal, onGenerated] = judgeEach([real, generated], label) as [Verdict, Verdict];
      const verdicts = { real: onReal, generated: onGenerated };
      const value = loss.discriminator(onReal.logit, onGenerated.logit, labelOptions);
      if (!regular) return { ...verdicts, loss: value };
      const critic = (images: tf.Tensor) => judge(images, label).logit;
      const penalty = regular.penalty({ critic, real, generated }).mul(regularizerWeight);
      return { ...verdicts, loss: value.add(penalty) };
    },
  };
}

/** Images [batch, h, w, c] → [batch / pac, h, w, c · pac]. */
function packs(images: tf.Tensor, pac: number): tf.Tensor {
  if (pac === 1) return images;
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
  return images
    .reshape([batch / pac, pac, height, width, channels])
    .transpose([0, 2, 3, 1, 4])
    .reshape([batch / pac, height, width, channels * pac]);
}
