/**
 * CycleGAN (Zhu et al. 2017, section 3): translate there and back again. First both generators, then
 * both discriminators, on translations old and new.
 */
import * as tf from '@tensorflow/tfjs';
import { lossPresetOf } from '../losses/index.ts';
import type { ImageShape } from '../variants/variant.ts';
import { accuracies } from './accuracy.ts';
import { createCritic } from './critic.ts';
import { createImagePool } from './image-pool.ts';
import { Kept } from './kept.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { distance, translate } from './translation.ts';

const domains = ['a', 'b'] as const;
type Images = Record<(typeof domains)[number], tf.Tensor>;

export const cycle: Objective = (gan) => {
  const { config } = gan;
  const toB = networkOf(gan, 'generator-AtoB');
  const toA = networkOf(gan, 'generator-BtoA');
  const judges = { a: networkOf(gan, 'discriminator-A'), b: networkOf(gan, 'discriminator-B') };
  const players = createPlayers(gan, [toB, toA], [judges.a, judges.b]);
  const critics = { a: createCritic(gan, judges.a), b: createCritic(gan, judges.b) };
  const shape = config.image as ImageShape;
  const pools = {
    a: createImagePool(config.poolSize, shape),
    b: createImagePool(config.poolSize, shape),
  };
  const { loss } = lossPresetOf(config.loss);

  const run: ObjectiveStep['run'] = (batch) => {
    const real = batch as Images;
    const images = new Kept<'a' | 'b'>();
    const kept = new Kept<'cycleLoss' | 'identityLoss' | 'dAccuracyReal' | 'dAccuracyGenerated'>();
    const g = players.generator.minimize(() => {
      const stays = config.identityWeight > 0;
      // Each generator is given images of its own target too, which it is to leave alone.
      const [b, sameB] = translate(toB, real.a, ...(stays ? [real.b] : []));
      const [a, sameA] = translate(toA, real.b, ...(stays ? [real.a] : []));
      images.keepAll({ a, b });
      const there = distance(translate(toA, b)[0], real.a);
      const cycleLoss = there.add<tf.Scalar>(distance(translate(toB, a)[0], real.b));
      const parts = [
        loss.generator(critics.b.judge(b).logit),
        loss.generator(critics.a.judge(a).logit),
        kept.keep('cycleLoss', cycleLoss).mul<tf.Scalar>(config.cycleWeight),
      ];
      if (sameA && sameB) {
        const change = distance(sameB, real.b).add<tf.Scalar>(distance(sameA, real.a));
        parts.push(kept.keep('identityLoss', change).mul<tf.Scalar>(config.identityWeight));
      }
      return tf.addN(parts);
    });
    const fakes = {
      a: pools.a.exchange(images.get('a')),
      b: pools.b.exchange(images.get('b')),
    };
    const d = players.discriminator.minimize(() => {
      const sides = domains.map((side) => critics[side].compare(real[side], fakes[side]));
      const all = (which: 'real' | 'generated') =>
        tf.concat(sides.map((side) => side[which].logit.flatten()));
      kept.keepAll(accuracies(loss, all('real'), all('generated')));
      return tf.addN(sides.map((side) => side.loss));
    });
    images.dispose();
    return stepMetrics(d, g, kept);
  };
  return {
    variables: new Map([
      ...players.variables,
      ...Object.entries(pools).flatMap(([side, pool]) =>
        [...pool.variables].map(([name, value]) => [`pool-${side}/${name}`, value] as const),
      ),
    ]),
    run,
  };
};
