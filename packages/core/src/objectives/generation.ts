/**
 * Samples from noise. A step is one or several updates of the discriminator on real and generated ones,
 * then one update of the generator. With labels, the class is an input of both networks, or one of
 * them predicts it.
 */
import * as tf from '#tfjs';
import { inBlocks, roundOf, unreported } from '@ganport/export/internal';
import { hasLoop } from '../models/apply-each.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { drawNoise } from '../random/ambient.ts';
import { accuracies, share } from './accuracy.ts';
import { createCritic } from './critic.ts';
import { RetainedTensors } from './retained.ts';
import { learnedTensor, networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { generationRoles } from './roles.ts';
import { createAnnealing } from './temperature.ts';

export const generation: Objective = (game) => {
  const { config } = game;
  const { batchSize, generatorBatchSize = batchSize, discriminatorSteps } = config;
  const { steps, pretrainSteps = 0, temperatureMax = 1 } = config;
  const generator = networkOf(game, generationRoles.generator);
  const discriminator = networkOf(game, generationRoles.discriminator);
  const players = createPlayers(game, [generator], [discriminator]);
  const critic = createCritic(game, discriminator);
  const anneal = createAnnealing(generator, temperatureMax, steps - pretrainSteps);
  const { loss } = game.loss;
  const tensor = learnedTensor(game.variant);
  const draw = drawNoise[game.variant.noise ?? 'normal'];

  const noiseLength = lengthOfNoise(generator);

  /** What the discriminator judges of real samples. */
  const represented = (real: tf.Tensor) => discriminator.represent?.(real) ?? real;

  /** The part of update `i` of an input of the step. */
  const part = (all: tf.Tensor, i: number) =>
    discriminatorSteps === 1 ? all : roundOf(all, i * batchSize, batchSize);

  /** Samples, and the logits of their classes where the generator has some. */
  const generate = (count: number, label: tf.Tensor | undefined) => {
    const noise = draw([count, noiseLength]);
    const outputs = applyNetwork(generator, { noise, ...(label && { label }) }, true);
    return outputs as { readonly [tensor: string]: tf.Tensor; readonly class?: tf.Tensor };
  };

  const samples = (count: number, label: tf.Tensor | undefined) =>
    generate(count, label)[tensor] as tf.Tensor;

  /**
   * Makes the generated samples of each update of the discriminator. They are outside of its gradient,
   * which does not go through the generator.
   *
   * @param label the labels of all updates
   */
  const fakesOf = (label: tf.Tensor | undefined): ((update: number) => tf.Tensor) => {
    if (!hasLoop(generator)) {
      return (update) => samples(batchSize, label && part(label, update));
    }
    const all = inBlocks(discriminatorSteps, () => samples(batchSize * discriminatorSteps, label));
    return (update) => all.slice(update * batchSize, batchSize);
  };

  const updateDiscriminator = (
    images: tf.Tensor,
    fakes: tf.Tensor,
    label: tf.Tensor | undefined,
  ) => {
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
    anneal();
    const fakes = fakesOf(label);
    const updates = Array.from({ length: discriminatorSteps }, (_, i) =>
      updateDiscriminator(
        represented(part(real as tf.Tensor, i)),
        fakes(i),
        label && part(label, i),
      ),
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
    // The first samples of the step, repeated where the generator's batch is larger.
    const labels = label && repeated(label, generatorBatchSize);
    const onReal = () =>
      critic.score(represented(repeated(real as tf.Tensor, generatorBatchSize)), labels).logit;
    const update = players.generator.minimize(() => {
      const generated = generate(generatorBatchSize, labels);
      const scores = critic.score(generated[tensor] as tf.Tensor, labels);
      const value = loss.generator(scores.logit, onReal);
      return tf.addN([value, ...classLosses([scores, { class: generated.class }], labels)]);
    });
    return stepMetrics(last.update, update, last.retained);
  };
  return { variables: players.variables, run };
};

/** The length of the noise that a generator takes. */
function lengthOfNoise({ model }: Network): number {
  const { shape } = model.inputs[model.inputNames.indexOf('noise')] as tf.SymbolicTensor;
  return shape[1] ?? 0;
}

/** The cross-entropies of the predicted classes; none where a network predicts no class. */
function classLosses(
  all: readonly { readonly class?: tf.Tensor | undefined }[],
  label: tf.Tensor | undefined,
): tf.Scalar[] {
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

/** `count` samples or labels: the first ones, or all of them repeated. */
function repeated(all: tf.Tensor, count: number): tf.Tensor {
  const [size = 1, ...rest] = all.shape;
  if (count <= size) return count === size ? all : all.slice(0, count);
  return all.tile([Math.ceil(count / size), ...rest.map(() => 1)]).slice(0, count);
}
