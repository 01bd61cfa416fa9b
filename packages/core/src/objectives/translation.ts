/** What the two objectives of translation share. */
import type * as tf from '@tensorflow/tfjs';
import { applyEach } from '../models/apply-each.ts';
import type { Network } from '../models/network.ts';

/** The translation of each batch of sources. */
export function translate<Sources extends readonly tf.Tensor[]>(
  network: Network,
  ...sources: Sources
): { [Index in keyof Sources]: tf.Tensor } {
  const outputs = applyEach(
    network,
    sources.map((source) => ({ source })),
  );
  return outputs.map(({ image }) => image) as { [Index in keyof Sources]: tf.Tensor };
}

/** The mean absolute difference. */
export function distance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return a.sub(b).abs().mean<tf.Scalar>();
}
