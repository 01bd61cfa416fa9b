/** The two sides of a configuration, with their optimisers as it says. */
import type { Gan } from '../models/gan.ts';
import type { Network } from '../models/network.ts';
import { adam } from '../optimizers/adam.ts';
import { createPlayer, type Player } from './player.ts';

export interface Players {
  readonly generator: Player;
  readonly discriminator: Player;
}

export function createPlayers(
  { config }: Gan,
  generators: readonly Network[],
  discriminators: readonly Network[],
): Players {
  const { beta1, beta2, decayFrom, decayUntil, steps, discriminatorSteps } = config;
  const player = (
    name: string,
    networks: readonly Network[],
    learningRate: number,
    perStep: number,
  ) => {
    const decay = decayFrom !== undefined && {
      from: decayFrom * perStep,
      until: (decayUntil ?? steps) * perStep,
    };
    return createPlayer(
      name,
      networks,
      adam(learningRate, { beta1, beta2, ...(decay && { decay }) }),
    );
  };
  return {
    generator: player('generator', generators, config.generatorLearningRate, 1),
    discriminator: player(
      'discriminator',
      discriminators,
      config.discriminatorLearningRate,
      discriminatorSteps,
    ),
  };
}
