/** One side of the game: networks that one optimiser moves together. */
import * as tf from '@tensorflow/tfjs';
import type { Network, Weights } from '../models/network.ts';
import { createAdam, type AdamSettings } from '../optimizers/adam.ts';

export interface Player {
  /** The optimiser's state. */
  readonly variables: Weights;
  /** All trainable weights. */
  readonly weights: Weights;
  /** One step down the slope of a loss; its value, and the gradients' length. */
  readonly minimize: (loss: () => tf.Scalar) => { loss: tf.Scalar; gradientNorm: tf.Scalar };
}

/** @param name of the side; its optimiser's state is named `name/adam/…` */
export function createPlayer(
  name: string,
  networks: readonly Network[],
  settings: AdamSettings,
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
    weights,
    variables: new Map(
      [...adam.variables].map(([slot, variable]) => [`${name}/adam/${slot}`, variable] as const),
    ),
    minimize: (loss) => {
      const { value, grads } = tf.variableGrads(loss, [...weights.values()]);
      return { loss: value, gradientNorm: adam.apply(grads) };
    },
  };
}
