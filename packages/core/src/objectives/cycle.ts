/**
 * CycleGAN (Zhu et al. 2017, section 3): translate there and back again. First both generators, then
 * both discriminators, on translations old and new.
 */
import * as tf from '@tensorflow/tfjs';
import { clipWeights, lossPresetOf } from '../losses/index.ts';
import type { Network } from '../models/network.ts';
import type { ImageShape } from '../variants/variant.ts';
import { accuracies } from './accuracy.ts';
import { createImagePool } from './image-pool.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers } from './players.ts';
import { discriminatorLoss, distance, judged, translate } from './translation.ts';

export const cycle: Objective = (gan) => {
  const { config } = gan;
  const toB = networkOf(gan, 'generator-AtoB');
  const toA = networkOf(gan, 'generator-BtoA');
  const judges = { a: networkOf(gan, 'discriminator-A'), b: networkOf(gan, 'discriminator-B') };
  const players = createPlayers(gan, [toB, toA], [judges.a, judges.b]);
  const pools = {
    a: createImagePool(config.poolSize, config.image as ImageShape),
    b: createImagePool(config.poolSize, config.image as ImageShape),
  };
  const { loss } = lossPresetOf(config.loss);
  const lossOfJudge = discriminatorLoss(gan);
  const look = judged(gan);

  const run: ObjectiveStep['run'] = ({ a, b }) => {
    const real = { a, b } as Record<'a' | 'b', tf.Tensor>;
    const kept = new Kept<'a' | 'b' | 'cycleLoss' | 'identityLoss' | 'onReal' | 'onGenerated'>();
    const g = players.generator.minimize(() => {
      const b2 = kept.keep('b', translate(toB, real.a));
      const a2 = kept.keep('a', translate(toA, real.b));
      const there = distance(translate(toA, b2), real.a);
      const cycleLoss = there.add<tf.Scalar>(distance(translate(toB, a2), real.b));
      const parts = [
        loss.generator(look(judges.b, b2)),
        loss.generator(look(judges.a, a2)),
        kept.keep('cycleLoss', cycleLoss).mul<tf.Scalar>(config.cycleWeight),
      ];
      if (config.identityWeight > 0) {
        const stays = distance(translate(toB, real.b), real.b);
        const identityLoss = stays.add<tf.Scalar>(distance(translate(toA, real.a), real.a));
        parts.push(kept.keep('identityLoss', identityLoss).mul<tf.Scalar>(config.identityWeight));
      }
      return tf.addN(parts);
    });
    const generated = {
      a: pools.a.exchange(kept.get('a')),
      b: pools.b.exchange(kept.get('b')),
    };
    const d = players.discriminator.minimize(() => {
      const sides = (['a', 'b'] as const).map((side) => {
        const judge: Network = judges[side];
        const critic = (images: tf.Tensor) => look(judge, images);
        const images = { real: real[side], generated: generated[side] };
        const logits = { real: critic(images.real), generated: critic(images.generated) };
        return { logits, loss: lossOfJudge(critic, logits, images) };
      });
      const all = (which: 'real' | 'generated') =>
        tf.concat(sides.map(({ logits }) => logits[which].flatten()));
      const [onReal, onGenerated] = accuracies(loss, all('real'), all('generated'));
      kept.keep('onReal', onReal);
      kept.keep('onGenerated', onGenerated);
      return tf.addN(sides.map((side) => side.loss));
    });
    if (config.clip > 0) clipWeights(players.discriminator.weights.values(), config.clip);
    return {
      dLoss: d.loss,
      gLoss: g.loss,
      dAccuracyReal: kept.get('onReal'),
      dAccuracyGenerated: kept.get('onGenerated'),
      dGradientNorm: d.gradientNorm,
      gGradientNorm: g.gradientNorm,
      cycleLoss: kept.get('cycleLoss'),
      ...(kept.has('identityLoss') && { identityLoss: kept.get('identityLoss') }),
    };
  };
  return {
    variables: new Map([
      ...players.generator.variables,
      ...players.discriminator.variables,
      ...Object.entries(pools).flatMap(([side, pool]) =>
        [...pool.variables].map(([name, value]) => [`pool-${side}/${name}`, value] as const),
      ),
    ]),
    run,
  };
};
