/** The two players, generators and discriminators, with optimizers from the settings. */
import type { Network, Weights } from '../models/network.ts';
import { adam } from '../optimizers/adam.ts';
import type { RetainedTensors } from './retained.ts';
import type { Game, GameMetrics } from './objective.ts';
import { createPlayer, type Update, type Player } from './player.ts';

export interface Players {
  readonly generator: Player;
  readonly discriminator: Player;
  /** The state of both optimizers. */
  readonly variables: Weights;
}

export function createPlayers(
  { config }: Pick<Game, 'config'>,
  generators: readonly Network[],
  discriminators: readonly Network[],
): Players {
  const { beta1, beta2, clip, clipNorm = 0, decayFrom, decayUntil, discriminatorSteps } = config;
  const { steps, pretrainSteps = 0 } = config;
  /** The steps of the game that are done after `step` steps of the training. */
  const played = (step: number) => Math.max(0, step - pretrainSteps);
  const settings = (learningRate: number, updatesPerStep: number) => {
    const decay = decayFrom !== undefined && {
      from: played(decayFrom) * updatesPerStep,
      until: played(decayUntil ?? steps) * updatesPerStep,
    };
    return adam(learningRate, { beta1, beta2, ...(decay && { decay }) });
  };
  const generator = createPlayer('generator', generators, {
    ...settings(config.generatorLearningRate, 1),
    ...(config.generatorWeightDecay > 0 && { weightDecay: config.generatorWeightDecay }),
    clip: 0,
    clipNorm,
  });
  const discriminator = createPlayer('discriminator', discriminators, {
    ...settings(config.discriminatorLearningRate, discriminatorSteps),
    clip,
    clipNorm,
  });
  return {
    generator,
    discriminator,
    variables: new Map([...generator.variables, ...discriminator.variables]),
  };
}

/** The metrics of a step: those of an update of each player, and retained tensors. */
export function stepMetrics(
  discriminator: Update,
  generator: Update,
  retained: Pick<RetainedTensors<'dAccuracyReal' | 'dAccuracyGenerated'>, 'get' | 'all'>,
): GameMetrics {
  return {
    dLoss: discriminator.loss,
    gLoss: generator.loss,
    dAccuracyReal: retained.get('dAccuracyReal'),
    dAccuracyGenerated: retained.get('dAccuracyGenerated'),
    dGradientNorm: discriminator.gradientNorm,
    gGradientNorm: generator.gradientNorm,
    ...retained.all(),
  };
}
