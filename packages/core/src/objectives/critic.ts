/** A discriminator in training: its scores of samples, and its loss. */
import type * as tf from '@tensorflow/tfjs';
import { addNoise, diffAugment } from '../augmentation/index.ts';
import { regularizerOf } from '../losses/index.ts';
import { applyEach } from '../models/apply-each.ts';
import type { Network } from '../models/network.ts';
import { learnedTensor, type Game } from './objective.ts';

/** The discriminator's outputs for samples. */
export interface Scores {
  readonly logit: tf.Tensor;
  /** The logits of the classes, where the discriminator is also a classifier. */
  readonly class?: tf.Tensor;
  /** [batch, 1], the condition that the discriminator estimates, and the one that a sample's sum says. */
  readonly condition?: tf.Tensor;
  readonly total?: tf.Tensor;
}

/** What is known of the samples of a batch: the class or the condition of each. */
export type Given = Readonly<Partial<Record<'label' | 'condition', tf.Tensor>>>;

interface Comparison {
  readonly real: Scores;
  readonly generated: Scores;
  /** The discriminator's loss, including its regularizer. */
  readonly loss: tf.Scalar;
}

export interface Critic {
  /** Scores images, in training mode. */
  readonly score: (images: tf.Tensor, given?: Given) => Scores;
  /** Scores real and generated images, and computes the discriminator's loss. */
  readonly compare: (real: tf.Tensor, generated: tf.Tensor, given?: Given) => Comparison;
}

/** The critic of a discriminator. It augments images, adds noise and packs them before it scores them. */
export function createCritic(
  { config, variant, loss: preset }: Game,
  discriminator: Network,
): Critic {
  const tensor = learnedTensor(variant);
  const { augment, instanceNoise, pac, realLabel, regularizer, regularizerWeight } = config;
  const { loss } = preset;
  const labelOptions = realLabel === 1 ? {} : { realLabel };
  const augmented = augment === undefined ? (images: tf.Tensor) => images : diffAugment(augment);
  const prepared = (images: tf.Tensor) =>
    packed(instanceNoise > 0 ? addNoise(augmented(images), instanceNoise) : augmented(images), pac);

  const scoreEach = (batches: readonly tf.Tensor[], { label, ...given }: Given = {}) => {
    const labels = label && (pac > 1 ? label.reshape([-1, pac]) : label);
    return applyEach(
      discriminator,
      batches.map((samples) => ({
        [tensor]: prepared(samples),
        ...given,
        ...(labels && { label: labels }),
      })),
    ) as unknown as Scores[];
  };
  const score: Critic['score'] = (images, given) => scoreEach([images], given)[0] as Scores;

  const penalizer =
    regularizer === 'none' || regularizerWeight === 0 ? undefined : regularizerOf(regularizer);
  return {
    score,
    compare: (real, generated, given) => {
      const [onReal, onGenerated] = scoreEach([real, generated], given) as [Scores, Scores];
      const scores = { real: onReal, generated: onGenerated };
      const value = loss.discriminator(onReal.logit, onGenerated.logit, labelOptions);
      if (!penalizer) return { ...scores, loss: value };
      // The gradient is that of a pack, which the discriminator judges as one.
      const critic = (packs: tf.Tensor) => score(unpacked(packs, pac), given).logit;
      const penalty = penalizer
        .penalty({ critic, real: packed(real, pac), generated: packed(generated, pac) })
        .mul(regularizerWeight);
      return { ...scores, loss: value.add(penalty) };
    },
  };
}

/** Packs of samples (PacGAN): [batch, …, c] → [batch / pac, …, c · pac]. */
function packed(images: tf.Tensor, pac: number): tf.Tensor {
  if (pac === 1) return images;
  const [batch = 0, ...inner] = images.shape;
  const channels = inner.pop() ?? 0;
  const axes = inner.map((_, i) => i + 2);
  return images
    .reshape([batch / pac, pac, ...inner, channels])
    .transpose([0, ...axes, 1, axes.length + 2])
    .reshape([batch / pac, ...inner, channels * pac]);
}

/** The samples of packs: the way back. */
function unpacked(packs: tf.Tensor, pac: number): tf.Tensor {
  if (pac === 1) return packs;
  const [batch = 0, ...inner] = packs.shape;
  const channels = (inner.pop() ?? 0) / pac;
  const axes = inner.map((_, i) => i + 1);
  return packs
    .reshape([batch, ...inner, pac, channels])
    .transpose([0, axes.length + 1, ...axes, axes.length + 2])
    .reshape([batch * pac, ...inner, channels]);
}
