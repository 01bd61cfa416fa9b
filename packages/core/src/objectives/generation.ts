/**
 * Images from noise: one or several updates of the discriminator on real and generated images, then
 * one of the generator. With labels both are told, or the discriminator has to say, the class.
 */
import * as tf from '@tensorflow/tfjs';
import { addNoise, diffAugment } from '../augmentation/index.ts';
import { clipWeights, lossPresetOf, regularizerOf } from '../losses/index.ts';
import type { Gan } from '../models/gan.ts';
import { applyNetwork } from '../models/network.ts';
import { drawNormal } from '../random/ambient.ts';
import { accuracies, share } from './accuracy.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers } from './players.ts';

/** What the discriminator says of images. */
interface Verdict {
  readonly logit: tf.Tensor;
  /** Scores of the classes, where it has to say them. */
  readonly class?: tf.Tensor;
}

export const generation: Objective = (gan) => {
  const { config } = gan;
  const { batchSize, generatorBatchSize = batchSize, discriminatorSteps, realLabel } = config;
  const generator = networkOf(gan, 'generator');
  const discriminator = networkOf(gan, 'discriminator');
  const players = createPlayers(gan, [generator], [discriminator]);
  const { loss } = lossPresetOf(config.loss);
  const labelOptions = realLabel === 1 ? {} : { realLabel };
  const judge = judgeOf(gan);
  const penalty = penaltyOf(gan);

  const generate = (count: number, label: tf.Tensor | undefined) => {
    const noise = drawNormal([count, config.latent]);
    const { image } = applyNetwork(generator, { noise, ...(label && { label }) }, true);
    return image as tf.Tensor;
  };

  const updateDiscriminator = (real: tf.Tensor, label: tf.Tensor | undefined) => {
    // Generated before the gradient: the discriminator's step does not reach into the generator.
    const generated = generate(batchSize, label);
    const kept = new Kept<'onReal' | 'onGenerated' | 'classAccuracy'>();
    const { loss: dLoss, gradientNorm } = players.discriminator.minimize(() => {
      const onReal = judge(real, label);
      const onGenerated = judge(generated, label);
      const [right, seenThrough] = accuracies(loss, onReal.logit, onGenerated.logit);
      kept.keep('onReal', right);
      kept.keep('onGenerated', seenThrough);
      if (onReal.class && label) kept.keep('classAccuracy', saysClass(onReal.class, label));
      return tf.addN([
        loss.discriminator(onReal.logit, onGenerated.logit, labelOptions),
        ...classLosses([onReal, onGenerated], label),
        ...penalty((images) => judge(images, label).logit, real, generated),
      ]);
    });
    if (config.clip > 0) clipWeights(players.discriminator.weights.values(), config.clip);
    return {
      dLoss,
      dAccuracyReal: kept.get('onReal'),
      dAccuracyGenerated: kept.get('onGenerated'),
      dGradientNorm: gradientNorm,
      ...(kept.has('classAccuracy') && { classAccuracy: kept.get('classAccuracy') }),
    };
  };

  const run: ObjectiveStep['run'] = ({ real, label }) => {
    const part = (all: tf.Tensor, i: number) =>
      discriminatorSteps === 1 ? all : all.slice(i * batchSize, batchSize);
    let told: ReturnType<typeof updateDiscriminator> | undefined;
    for (let i = 0; i < discriminatorSteps; i++) {
      told = updateDiscriminator(part(real as tf.Tensor, i), label && part(label, i));
    }
    // The first labels of the step, again where the generator's batch is larger than theirs.
    const count = generatorBatchSize;
    const wanted = label && repeated(label, count);
    const { loss: gLoss, gradientNorm } = players.generator.minimize(() => {
      const verdict = judge(generate(count, wanted), wanted);
      return tf.addN([loss.generator(verdict.logit), ...classLosses([verdict], wanted)]);
    });
    return {
      ...(told as NonNullable<typeof told>),
      gLoss,
      gGradientNorm: gradientNorm,
    };
  };
  const { generator: g, discriminator: d } = players;
  return { variables: new Map([...g.variables, ...d.variables]), run };
};

/** The discriminator in training, with all that happens to images on their way to it. */
function judgeOf(gan: Gan) {
  const discriminator = networkOf(gan, 'discriminator');
  const { augment, instanceNoise, pac } = gan.config;
  const changed = augment === undefined ? (images: tf.Tensor) => images : diffAugment(augment);
  return (images: tf.Tensor, label: tf.Tensor | undefined): Verdict => {
    const noisy = instanceNoise > 0 ? addNoise(changed(images), instanceNoise) : changed(images);
    const inputs = { image: packs(noisy, pac), ...(label && { label }) };
    return applyNetwork(discriminator, inputs, true) as unknown as Verdict;
  };
}

/** The regulariser's addend of the discriminator's loss, if there is one. */
function penaltyOf({ config: { regularizer, regularizerWeight } }: Gan) {
  if (regularizer === 'none' || regularizerWeight === 0) return () => [];
  const { penalty } = regularizerOf(regularizer);
  return (critic: (images: tf.Tensor) => tf.Tensor, real: tf.Tensor, generated: tf.Tensor) => [
    penalty({ critic, real, generated }).mul<tf.Scalar>(regularizerWeight),
  ];
}

/** Cross-entropies of the classes that the discriminator says, where it has to. */
function classLosses(verdicts: readonly Verdict[], label: tf.Tensor | undefined): tf.Scalar[] {
  return verdicts.flatMap(({ class: scores }) => {
    if (!scores || !label) return [];
    const [, classes = 0] = scores.shape;
    const truth = tf.oneHot(label as tf.Tensor1D, classes).toFloat();
    const likelihood = scores.mul(truth).sum(1);
    return [scores.logSumExp(1).sub(likelihood).mean<tf.Scalar>()];
  });
}

function saysClass(scores: tf.Tensor, label: tf.Tensor): tf.Tensor {
  return share(scores.argMax(1).equal(label));
}

/** The first `count` labels of those, over and over. */
function repeated(label: tf.Tensor, count: number): tf.Tensor {
  const [size = 1] = label.shape;
  if (count <= size) return count === size ? label : label.slice(0, count);
  return label.tile([Math.ceil(count / size)]).slice(0, count);
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
