/**
 * pix2pix (Isola et al. 2017, section 3.1): a translation should be close to its partner, and the pair of
 * source and translation should look like a real pair.
 */
import * as tf from '#tfjs';
import { accuracies } from './accuracy.ts';
import { createCritic } from './critic.ts';
import { RetainedTensors } from './retained.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { pairTranslation } from './roles.ts';
import { distance, translate } from './translation.ts';

export const pairs: Objective = (game) => {
  const { config } = game;
  const generator = networkOf(game, pairTranslation.generator);
  const discriminator = networkOf(game, pairTranslation.discriminator);
  const players = createPlayers(game, [generator], [discriminator]);
  const critic = createCritic(game, discriminator);
  const { loss } = game.loss;

  const run: ObjectiveStep['run'] = ({ a, b }) => {
    const source = a as tf.Tensor;
    const partner = b as tf.Tensor;
    const withSource = (image: tf.Tensor) => tf.concat([source, image], 3);
    const retained = new RetainedTensors<'pairLoss' | 'dAccuracyReal' | 'dAccuracyGenerated'>();
    // Outside the gradient: the discriminator's update has no gradient through the generator.
    const fakes = withSource(translate(generator, source)[0]);
    const d = players.discriminator.minimize(() => {
      const { real, generated, loss: value } = critic.compare(withSource(partner), fakes);
      retained.retainAll(accuracies(loss, real.logit, generated.logit));
      return value.mul<tf.Scalar>(0.5);
    });
    const g = players.generator.minimize(() => {
      const [image] = translate(generator, source);
      const pairLoss = retained.retain('pairLoss', distance(image, partner));
      const { logit } = critic.score(withSource(image));
      const onReal = () => critic.score(withSource(partner)).logit;
      return loss.generator(logit, onReal).add<tf.Scalar>(pairLoss.mul(config.pairWeight));
    });
    return stepMetrics(d, g, retained);
  };
  return { variables: players.variables, run };
};
