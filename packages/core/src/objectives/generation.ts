/**
 * Samples from noise. A step is one or several updates of the discriminator on real and generated ones,
 * then one update of the generator. With labels or conditions, these are inputs of both networks, or one of
 * them predicts them.
 */
import * as tf from '#tfjs';
import { inBlocks, roundOf, unreported } from '@ganport/export/internal';
import { hasLoop } from '../models/apply-each.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { drawNoise } from '../random/ambient.ts';
import { accuracies } from './accuracy.ts';
import { createCritic, type Given } from './critic.ts';
import { classAccuracy, classLosses, conditionLosses, relativeError } from './heads.ts';
import { RetainedTensors } from './retained.ts';
import { learnedTensor, networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { generationRoles } from './roles.ts';
import { createAnnealing } from './temperature.ts';

export const generation: Objective = (game) => {
  const { config } = game;
  const { batchSize, generatorBatchSize = batchSize, discriminatorSteps } = config;
  const { steps, pretrainSteps = 0, temperatureMax = 1, conditionWeight = 1 } = config;
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
  const generate = (count: number, given: Given) => {
    const noise = draw([count, noiseLength]);
    const outputs = applyNetwork(generator, { noise, ...given }, true);
    return outputs as { readonly [tensor: string]: tf.Tensor; readonly class?: tf.Tensor };
  };

  const samples = (count: number, given: Given) => generate(count, given)[tensor] as tf.Tensor;

  /**
   * Makes the generated samples of each update of the discriminator. They are outside of its gradient,
   * which does not go through the generator.
   *
   * @param known the labels or conditions of all updates
   */
  const fakesOf = (known: Given): ((update: number) => tf.Tensor) => {
    if (!hasLoop(generator)) {
      return (update) =>
        samples(
          batchSize,
          each(known, (rows) => part(rows, update)),
        );
    }
    const all = inBlocks(discriminatorSteps, () => samples(batchSize * discriminatorSteps, known));
    return (update) => all.slice(update * batchSize, batchSize);
  };

  const updateDiscriminator = (images: tf.Tensor, fakes: tf.Tensor, given: Given) => {
    const retained = new RetainedTensors<
      'dAccuracyReal' | 'dAccuracyGenerated' | 'classAccuracy' | 'conditionError'
    >();
    const update = players.discriminator.minimize(() => {
      const { real, generated, loss: value } = critic.compare(images, fakes, given);
      const { label, condition } = given;
      retained.retainAll(accuracies(loss, real.logit, generated.logit));
      if (real.class && label) retained.retain('classAccuracy', classAccuracy(real.class, label));
      if (real.condition && condition) {
        retained.retain('conditionError', relativeError(real.condition, condition));
      }
      return tf.addN([
        value,
        ...classLosses([real, generated], given),
        ...conditionLosses([real, generated], ['condition'], given, conditionWeight),
      ]);
    });
    return { update, retained };
  };

  const run: ObjectiveStep['run'] = ({ real, ...known }) => {
    anneal();
    const fakes = fakesOf(known);
    const updates = Array.from({ length: discriminatorSteps }, (_, i) =>
      updateDiscriminator(
        represented(part(real as tf.Tensor, i)),
        fakes(i),
        each(known, (rows) => part(rows, i)),
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
    const given = each(known, (rows) => repeated(rows, generatorBatchSize));
    const onReal = () =>
      critic.score(represented(repeated(real as tf.Tensor, generatorBatchSize)), given).logit;
    const update = players.generator.minimize(() => {
      const generated = generate(generatorBatchSize, given);
      const scores = critic.score(generated[tensor] as tf.Tensor, given);
      return tf.addN([
        loss.generator(scores.logit, onReal),
        ...classLosses([scores, { class: generated.class }], given),
        ...conditionLosses([scores], ['condition', 'total'], given, conditionWeight),
      ]);
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

/** Each of the tensors that are there, changed. */
function each(given: Given, change: (tensor: tf.Tensor) => tf.Tensor): Given {
  return Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, change(tensor)]));
}

/** `count` rows: the first ones, or all of them repeated. */
function repeated(rows: tf.Tensor, count: number): tf.Tensor {
  const [size = 1, ...inner] = rows.shape;
  if (count <= size) return count === size ? rows : rows.slice(0, count);
  return rows.tile([Math.ceil(count / size), ...inner.map(() => 1)]).slice(0, count);
}
