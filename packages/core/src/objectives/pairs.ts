/**
 * pix2pix (Isola et al. 2017, section 3.1): a translation is to be near its partner, and together
 * with its source to look like a pair.
 */
import * as tf from '@tensorflow/tfjs';
import { lossPresetOf } from '../losses/index.ts';
import { accuracies } from './accuracy.ts';
import { createCritic } from './critic.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { distance, translate } from './translation.ts';

export const pairs: Objective = (gan) => {
  const { config } = gan;
  const generator = networkOf(gan, 'generator-AtoB');
  const discriminator = networkOf(gan, 'discriminator');
  const players = createPlayers(gan, [generator], [discriminator]);
  const critic = createCritic(gan, discriminator);
  const { loss } = lossPresetOf(config.loss);

  const run: ObjectiveStep['run'] = ({ a, b }) => {
    const [source, partner] = [a, b] as [tf.Tensor, tf.Tensor];
    const withSource = (image: tf.Tensor) => tf.concat([source, image], 3);
    const kept = new Kept<'pairLoss' | 'dAccuracyReal' | 'dAccuracyGenerated'>();
    // Made before the gradient: the discriminator's step does not reach into the generator.
    const fakes = withSource(translate(generator, source)[0]);
    const d = players.discriminator.minimize(() => {
      const { real, generated, loss: value } = critic.compare(withSource(partner), fakes);
      kept.keepAll(accuracies(loss, real.logit, generated.logit));
      return value.mul<tf.Scalar>(0.5);
    });
    const g = players.generator.minimize(() => {
      const [image] = translate(generator, source);
      const pairLoss = kept.keep('pairLoss', distance(image, partner));
      const { logit } = critic.judge(withSource(image));
      return loss.generator(logit).add<tf.Scalar>(pairLoss.mul(config.pairWeight));
    });
    return stepMetrics(d, g, kept);
  };
  return { variables: players.variables, run };
};
