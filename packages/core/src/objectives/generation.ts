/**
 * Images from noise: one or several updates of the discriminator on real and generated images, then
 * one of the generator. With labels both are told, or the discriminator has to say, the class.
 */
import * as tf from '@tensorflow/tfjs';
import { lossPresetOf } from '../losses/index.ts';
import { applyNetwork } from '../models/network.ts';
import { drawNormal } from '../random/ambient.ts';
import { accuracies, share } from './accuracy.ts';
import { createCritic, type Verdict } from './critic.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';

export const generation: Objective = (gan) => {
  const { config } = gan;
  const { batchSize, generatorBatchSize = batchSize, discriminatorSteps } = config;
  const generator = networkOf(gan, 'generator');
  const discriminator = networkOf(gan, 'discriminator');
  const players = createPlayers(gan, [generator], [discriminator]);
  const critic = createCritic(gan, discriminator);
  const { loss } = lossPresetOf(config.loss);

  const generate = (count: number, label: tf.Tensor | undefined) => {
    const noise = drawNormal([count, config.latent]);
    const { image } = applyNetwork(generator, { noise, ...(label && { label }) }, true);
    return image as tf.Tensor;
  };

  const updateDiscriminator = (images: tf.Tensor, label: tf.Tensor | undefined) => {
    // Generated before the gradient: the discriminator's step does not reach into the generator.
    const fakes = generate(batchSize, label);
    const kept = new Kept<'dAccuracyReal' | 'dAccuracyGenerated' | 'classAccuracy'>();
    const move = players.discriminator.minimize(() => {
      const { real, generated, loss: value } = critic.compare(images, fakes, label);
      kept.keepAll(accuracies(loss, real.logit, generated.logit));
      if (real.class && label) kept.keep('classAccuracy', saysClass(real.class, label));
      return tf.addN([value, ...classLosses([real, generated], label)]);
    });
    return { move, kept };
  };

  const run: ObjectiveStep['run'] = ({ real, label }) => {
    const part = (all: tf.Tensor, i: number) =>
      discriminatorSteps === 1 ? all : all.slice(i * batchSize, batchSize);
    const updates = Array.from({ length: discriminatorSteps }, (_, i) =>
      updateDiscriminator(part(real as tf.Tensor, i), label && part(label, i)),
    );
    // The last one is told.
    const last = updates.pop() as (typeof updates)[number];
    for (const { kept } of updates) kept.dispose();
    // The first labels of the step, again where the generator's batch is larger than theirs.
    const wanted = label && repeated(label, generatorBatchSize);
    const move = players.generator.minimize(() => {
      const verdict = critic.judge(generate(generatorBatchSize, wanted), wanted);
      return tf.addN([loss.generator(verdict.logit), ...classLosses([verdict], wanted)]);
    });
    return stepMetrics(last.move, move, last.kept);
  };
  return { variables: players.variables, run };
};

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
