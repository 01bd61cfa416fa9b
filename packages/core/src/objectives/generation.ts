/**
 * Samples from noise. A step is one or several updates of the discriminator on real and generated ones,
 * then one update of the generator. With labels, the class is an input of both networks, or the
 * discriminator predicts it.
 */
import * as tf from '#tfjs';
import { roundOf, unreported } from '@ganport/export/internal';
import { applyNetwork } from '../models/network.ts';
import { drawNoise } from '../random/ambient.ts';
import { accuracies, share } from './accuracy.ts';
import { createCritic, type Scores } from './critic.ts';
import { RetainedTensors } from './retained.ts';
import { learnedTensor, networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { generationRoles } from './roles.ts';

export const generation: Objective = (game) => {
  const { config } = game;
  const { batchSize, generatorBatchSize = batchSize, discriminatorSteps } = config;
  const generator = networkOf(game, generationRoles.generator);
  const discriminator = networkOf(game, generationRoles.discriminator);
  const players = createPlayers(game, [generator], [discriminator]);
  const critic = createCritic(game, discriminator);
  const { loss } = game.loss;
  const tensor = learnedTensor(game.variant);
  const draw = drawNoise[game.variant.noise ?? 'normal'];

  const generate = (count: number, label: tf.Tensor | undefined) => {
    const noise = draw([count, config.latent]);
    const outputs = applyNetwork(generator, { noise, ...(label && { label }) }, true);
    return outputs[tensor] as tf.Tensor;
  };

  const updateDiscriminator = (samples: tf.Tensor, label: tf.Tensor | undefined) => {
    const images = discriminator.represent?.(samples) ?? samples;
    // Outside the gradient: the discriminator's update has no gradient through the generator.
    const fakes = generate(batchSize, label);
    const retained = new RetainedTensors<
      'dAccuracyReal' | 'dAccuracyGenerated' | 'classAccuracy'
    >();
    const update = players.discriminator.minimize(() => {
      const { real, generated, loss: value } = critic.compare(images, fakes, label);
      retained.retainAll(accuracies(loss, real.logit, generated.logit));
      if (real.class && label) retained.retain('classAccuracy', classAccuracy(real.class, label));
      return tf.addN([value, ...classLosses([real, generated], label)]);
    });
    return { update, retained };
  };

  const run: ObjectiveStep['run'] = ({ real, label }) => {
    const part = (all: tf.Tensor, i: number) =>
      discriminatorSteps === 1 ? all : roundOf(all, i * batchSize, batchSize);
    const updates = Array.from({ length: discriminatorSteps }, (_, i) =>
      updateDiscriminator(part(real as tf.Tensor, i), label && part(label, i)),
    );
    // Only the last update's metrics are reported.
    const last = updates.pop() as (typeof updates)[number];
    for (const { update, retained } of updates) {
      unreported({
        dLoss: update.loss,
        ...retained.all(),
        dGradientNorm: update.gradientNorm,
      });
      retained.dispose();
    }
    // The first labels of the step, repeated where the generator's batch is larger.
    const labels = label && repeated(label, generatorBatchSize);
    const update = players.generator.minimize(() => {
      const scores = critic.score(generate(generatorBatchSize, labels), labels);
      return tf.addN([loss.generator(scores.logit), ...classLosses([scores], labels)]);
    });
    return stepMetrics(last.update, update, last.retained);
  };
  return { variables: players.variables, run };
};

/** The cross-entropies of the predicted classes; none where the discriminator predicts no class. */
function classLosses(all: readonly Scores[], label: tf.Tensor | undefined): tf.Scalar[] {
  return all.flatMap(({ class: logits }) => {
    if (!logits || !label) return [];
    const [, classes = 0] = logits.shape;
    const truth = tf.oneHot(label as tf.Tensor1D, classes).toFloat();
    const logitOfClass = logits.mul(truth).sum(1);
    return [logits.logSumExp(1).sub(logitOfClass).mean<tf.Scalar>()];
  });
}

/** The share of samples whose class is predicted correctly. */
function classAccuracy(logits: tf.Tensor, label: tf.Tensor): tf.Tensor {
  return share(logits.argMax(1).equal(label));
}

/** `count` labels: the first ones, or all of them repeated. */
function repeated(label: tf.Tensor, count: number): tf.Tensor {
  const [size = 1] = label.shape;
  if (count <= size) return count === size ? label : label.slice(0, count);
  return label.tile([Math.ceil(count / size)]).slice(0, count);
}
