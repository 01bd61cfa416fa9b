/**
 * pix2pix (Isola et al. 2017, section 3.1): a translation is to be near its partner, and together
 * with its source to look like a pair.
 */
import * as tf from '@tensorflow/tfjs';
import { clipWeights, lossPresetOf } from '../losses/index.ts';
import { accuracies } from './accuracy.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers } from './players.ts';
import { discriminatorLoss, distance, judged, translate } from './translation.ts';

export const pairs: Objective = (gan) => {
  const { config } = gan;
  const generator = networkOf(gan, 'generator-AtoB');
  const discriminator = networkOf(gan, 'discriminator');
  const players = createPlayers(gan, [generator], [discriminator]);
  const { loss } = lossPresetOf(config.loss);
  const lossOfJudge = discriminatorLoss(gan);
  const look = judged(gan);
  const critic = (images: tf.Tensor) => look(discriminator, images);

  const run: ObjectiveStep['run'] = ({ a, b }) => {
    const [source, partner] = [a, b] as [tf.Tensor, tf.Tensor];
    const withSource = (image: tf.Tensor) => tf.concat([source, image], 3);
    const kept = new Kept<'pairLoss' | 'onReal' | 'onGenerated'>();
    const images = {
      real: withSource(partner),
      // Made before the gradient: the discriminator's step does not reach into the generator.
      generated: withSource(translate(generator, source)),
    };
    const d = players.discriminator.minimize(() => {
      const logits = { real: critic(images.real), generated: critic(images.generated) };
      const [onReal, onGenerated] = accuracies(loss, logits.real, logits.generated);
      kept.keep('onReal', onReal);
      kept.keep('onGenerated', onGenerated);
      return lossOfJudge(critic, logits, images).mul<tf.Scalar>(0.5);
    });
    if (config.clip > 0) clipWeights(players.discriminator.weights.values(), config.clip);
    const g = players.generator.minimize(() => {
      const image = translate(generator, source);
      const pairLoss = kept.keep('pairLoss', distance(image, partner));
      return loss
        .generator(critic(withSource(image)))
        .add<tf.Scalar>(pairLoss.mul(config.pairWeight));
    });
    return {
      dLoss: d.loss,
      gLoss: g.loss,
      dAccuracyReal: kept.get('onReal'),
      dAccuracyGenerated: kept.get('onGenerated'),
      dGradientNorm: d.gradientNorm,
      gGradientNorm: g.gradientNorm,
      pairLoss: kept.get('pairLoss'),
    };
  };
  return {
    variables: new Map([...players.generator.variables, ...players.discriminator.variables]),
    run,
  };
};
