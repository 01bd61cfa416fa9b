/**
 * Maximum likelihood: the generator learns to predict each character of real text from those before it. It
 * is the pre-training of language GANs; the discriminator does not take part.
 */
import * as tf from '#tfjs';
import { roundOf } from '@ganport/export/internal';
import { logitsOfText } from '../layers/text-writer.ts';
import { adam } from '../optimizers/adam.ts';
import { networkOf, type Objective } from './objective.ts';
import { createPlayer } from './player.ts';
import { generationRoles } from './roles.ts';

/** The mean cross-entropy of every place, in nats. @param lines one-hot, as the logits [batch, length, characters] */
export function crossEntropyOf(logits: tf.Tensor, lines: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.logSoftmax(logits).mul(lines).sum(-1).neg().mean<tf.Scalar>());
}

/** @returns as its metrics `gLoss`, the cross-entropy of a character in nats, and `gGradientNorm` */
export const likelihood: Objective = (game) => {
  const { batchSize, clipNorm = 0, pretrainLearningRate, generatorLearningRate } = game.config;
  const generator = networkOf(game, generationRoles.generator);
  const player = createPlayer('pretraining', [generator], {
    ...adam(pretrainLearningRate ?? generatorLearningRate),
    clip: 0,
    clipNorm,
  });
  return {
    variables: player.variables,
    run: ({ real }) => {
      // A batch has samples for several updates of the discriminator; here there is one update.
      const lines = roundOf(real as tf.Tensor, 0, batchSize) as tf.Tensor3D;
      const { loss, gradientNorm } = player.minimize(() =>
        crossEntropyOf(logitsOfText(generator.model, lines), lines),
      );
      return { gLoss: loss, gGradientNorm: gradientNorm };
    },
  };
};
