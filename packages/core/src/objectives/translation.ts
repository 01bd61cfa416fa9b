/** What translations have in common. */
import type * as tf from '@tensorflow/tfjs';
import { applyEach } from '../models/apply-each.ts';
import type { Network } from '../models/network.ts';

/** Each source's translation. */
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

/** Mean absolute difference. */
export function distance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return a.sub(b).abs().mean<tf.Scalar>();
}
