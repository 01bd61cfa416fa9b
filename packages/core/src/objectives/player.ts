/** A player of the game: networks that one optimizer updates together. */
import * as tf from '@tensorflow/tfjs';
import { clipWeights } from '../losses/index.ts';
import type { Network, Weights } from '../models/network.ts';
import { createAdam, type AdamSettings } from '../optimizers/adam.ts';

/** One step of an optimizer: the loss before it, and the norm of all gradients together. */
export interface Update {
  readonly loss: tf.Scalar;
  readonly gradientNorm: tf.Scalar;
}

export interface Player {
  /** The optimizer's state. */
  readonly variables: Weights;
  /** One gradient step on a loss. */
  readonly minimize: (loss: () => tf.Scalar) => Update;
}

/**
 * @param name of the player; its optimizer's state is named `name/adam/…`
 * @param clip after each step the weights are clipped to ± this; 0 leaves them
 */
export function createPlayer(
  name: string,
  networks: readonly Network[],
  { clip, ...settings }: AdamSettings & { readonly clip: number },
): Player {
  const weights = new Map(
    networks.flatMap((network) =>
      [...network.trainable].map(
        ([weight, variable]) => [`${network.name}/${weight}`, variable] as const,
      ),
    ),
  );
  const adam = createAdam(settings, weights);
  return {
    variables: new Map(
      [...adam.variables].map(([slot, variable]) => [`${name}/adam/${slot}`, variable] as const),
    ),
    minimize: (loss) => {
      const { value, grads } = tf.variableGrads(loss, [...weights.values()]);
      const gradientNorm = adam.apply(grads);
      if (clip > 0) clipWeights(weights.values(), clip);
      return { loss: value, gradientNorm };
    },
  };
}
