/** The two sides of a configuration, with their optimisers as it says. */
import type { Gan } from '../models/gan.ts';
import type { Network, Weights } from '../models/network.ts';
import { adam } from '../optimizers/adam.ts';
import type { Kept } from './kept.ts';
import type { StepMetrics } from './objective.ts';
import { createPlayer, type Move, type Player } from './player.ts';

export interface Players {
  readonly generator: Player;
  readonly discriminator: Player;
  /** Both optimisers' state. */
  readonly variables: Weights;
}

export function createPlayers(
  { config }: Gan,
  generators: readonly Network[],
  discriminators: readonly Network[],
): Players {
  const { beta1, beta2, clip, decayFrom, decayUntil, steps, discriminatorSteps } = config;
  /** @param perStep how often it moves in a step of training */
  const settings = (learningRate: number, perStep: number) => {
    const decay = decayFrom !== undefined && {
      from: decayFrom * perStep,
      until: (decayUntil ?? steps) * perStep,
    };
    return adam(learningRate, { beta1, beta2, ...(decay && { decay }) });
  };
  const generator = createPlayer('generator', generators, {
    ...settings(config.generatorLearningRate, 1),
    clip: 0,
  });
  const discriminator = createPlayer('discriminator', discriminators, {
    ...settings(config.discriminatorLearningRate, discriminatorSteps),
    clip,
  });
  return {
    generator,
    discriminator,
    variables: new Map([...generator.variables, ...discriminator.variables]),
  };
}

/** What a step tells: a move of each side, and what was kept on the way. */
export function stepMetrics(
  discriminator: Move,
  generator: Move,
  kept: Pick<Kept<'dAccuracyReal' | 'dAccuracyGenerated'>, 'get' | 'all'>,
): StepMetrics {
  return {
    dLoss: discriminator.loss,
    gLoss: generator.loss,
    dAccuracyReal: kept.get('dAccuracyReal'),
    dAccuracyGenerated: kept.get('dAccuracyGenerated'),
    dGradientNorm: discriminator.gradientNorm,
    gGradientNorm: generator.gradientNorm,
    ...kept.all(),
  };
}
