/**
 * CycleGAN (Zhu et al. 2017, section 3): an image that is translated to the other domain and back should
 * not change. A step updates both generators, then both discriminators, on translations of this step
 * and of earlier ones.
 */
import * as tf from '#tfjs';
import { inTheirOrder } from '@ganport/export/internal';
import type { ImageShape } from '../models/description.ts';
import { accuracies } from './accuracy.ts';
import { createCritic } from './critic.ts';
import { createImagePool } from './image-pool.ts';
import { RetainedTensors } from './retained.ts';
import { networkOf, type Objective, type ObjectiveStep } from './objective.ts';
import { createPlayers, stepMetrics } from './players.ts';
import { cycleTranslations } from './roles.ts';
import { distance, translate } from './translation.ts';

const domains = ['a', 'b'] as const;
type Images = Record<(typeof domains)[number], tf.Tensor>;

export const cycle: Objective = (game) => {
  const { config } = game;
  const { AtoB, BtoA } = cycleTranslations;
  const toB = networkOf(game, AtoB.generator);
  const toA = networkOf(game, BtoA.generator);
  const discriminators = {
    a: networkOf(game, BtoA.discriminator),
    b: networkOf(game, AtoB.discriminator),
  };
  const players = createPlayers(game, [toB, toA], [discriminators.a, discriminators.b]);
  const critics = {
    a: createCritic(game, discriminators.a),
    b: createCritic(game, discriminators.b),
  };
  const shape = config.image as ImageShape;
  const pools = {
    a: createImagePool(config.poolSize, shape),
    b: createImagePool(config.poolSize, shape),
  };
  const { loss } = game.loss;

  const run: ObjectiveStep['run'] = (batch) => {
    const real = batch as Images;
    const images = new RetainedTensors<'a' | 'b'>();
    const retained = new RetainedTensors<
      'cycleLoss' | 'identityLoss' | 'dAccuracyReal' | 'dAccuracyGenerated'
    >();
    const g = players.generator.minimize(() => {
      const hasIdentityLoss = config.identityWeight > 0;
      // With an identity loss, each generator also gets images of its target domain, which it should
      // not change.
      const [b, sameB] = translate(toB, real.a, ...(hasIdentityLoss ? [real.b] : []));
      const [a, sameA] = translate(toA, real.b, ...(hasIdentityLoss ? [real.a] : []));
      images.retainAll({ a, b });
      const lossOfA = distance(translate(toA, b)[0], real.a);
      const cycleLoss = lossOfA.add<tf.Scalar>(distance(translate(toB, a)[0], real.b));
      const parts = [
        loss.generator(critics.b.score(b).logit, () => critics.b.score(real.b).logit),
        loss.generator(critics.a.score(a).logit, () => critics.a.score(real.a).logit),
        retained.retain('cycleLoss', cycleLoss).mul<tf.Scalar>(config.cycleWeight),
      ];
      if (sameA && sameB) {
        const change = distance(sameB, real.b).add<tf.Scalar>(distance(sameA, real.a));
        parts.push(retained.retain('identityLoss', change).mul<tf.Scalar>(config.identityWeight));
      }
      return tf.addN(parts);
    });
    const fakes = inTheirOrder(images.all(), ({ a, b }) => ({
      a: pools.a.exchange(a as tf.Tensor),
      b: pools.b.exchange(b as tf.Tensor),
    })) as Images;
    const d = players.discriminator.minimize(() => {
      const sides = domains.map((side) => critics[side].compare(real[side], fakes[side]));
      const allLogits = (which: 'real' | 'generated') =>
        tf.concat(sides.map((side) => side[which].logit.flatten()));
      retained.retainAll(accuracies(loss, allLogits('real'), allLogits('generated')));
      return tf.addN(sides.map((side) => side.loss));
    });
    images.dispose();
    return stepMetrics(d, g, retained);
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
