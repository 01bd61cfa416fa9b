/**
 * The relativistic loss (Jolicoeur-Martineau 2019, section 4.2, RSGAN): the discriminator estimates how
 * much more real a real sample is than a generated one, pair by pair, and the generator the reverse.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import { refuseLabel, type GanLoss } from './loss.ts';

/** −log σ(a − b), averaged. */
const exceeds = (a: tf.Tensor, b: tf.Tensor) => b.sub(a).softplus().mean<tf.Scalar>();

export const relativistic: GanLoss = {
  name: 'rsgan',
  takesLabel: false,
  boundary: (real, generated) => real.mean().add(generated.mean()).mul<tf.Scalar>(0.5),
  discriminator: (real, generated, options) => {
    refuseLabel('rsgan', options);
    return exceeds(real, generated);
  },
  generator: (generated, real) => {
    if (real) return exceeds(generated, real());
    const message = "rsgan: the generator's loss compares with real samples; give their logits";
    throw new CoreError('bad-argument', message);
  },
};
