/** A player of the game: one or more networks that one optimizer updates together. */
import * as tf from '#tfjs';
import { updateWith } from '@ganport/export';
import { clipWeights } from '../losses/index.ts';
import type { Network, Weights } from '../models/network.ts';
import { createAdam, type AdamSettings } from '../optimizers/adam.ts';
import { clipGradients } from '../optimizers/clip-gradients.ts';

/** The result of one update. */
export interface Update {
  /** The loss before the update. */
  readonly loss: tf.Scalar;
  /** The norm of all gradients together, before it is clipped. */
  readonly gradientNorm: tf.Scalar;
}

export interface Player {
  /** The state of the optimizer. */
  readonly variables: Weights;
  /** Takes one step of the optimizer. */
  readonly minimize: (loss: () => tf.Scalar) => Update;
}

/**
 * A player.
 *
 * @param name prefix of the state of its optimizer, `name/adam/…`
 * @param clip weights are clipped to [−clip, clip] after each update; 0 for no clipping
 * @param clipNorm gradients are scaled down to this norm before each update; 0 for no bound
 */
export function createPlayer(
  name: string,
  networks: readonly Network[],
  {
    clip,
    clipNorm,
    ...settings
  }: AdamSettings & { readonly clip: number; readonly clipNorm: number },
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
      const names = [...weights].map(([weight, variable]) => [weight, variable.name] as const);
      const gradientNorm = updateWith(name, renamed(grads, names), (mean) => {
        const gradients = renamed(
          mean,
          names.map(([weight, own]) => [own, weight]),
        );
        const bounded = clipNorm > 0 ? clipGradients(gradients, clipNorm) : undefined;
        const norm = adam.apply(bounded?.gradients ?? gradients);
        if (clip > 0) clipWeights(weights.values(), clip);
        return bounded?.norm ?? norm;
      });
      return { loss: value, gradientNorm };
    },
  };
}

/** @param names pairs of the new and the old name; a tensor that is not there stays absent */
function renamed(
  tensors: tf.NamedTensorMap,
  names: readonly (readonly [string, string])[],
): tf.NamedTensorMap {
  return Object.fromEntries(
    names.flatMap(([to, from]) => {
      const tensor = tensors[from];
      return tensor ? [[to, tensor] as const] : [];
    }),
  );
}
