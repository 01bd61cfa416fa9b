/**
 * A GAN loss turns the discriminator's logits on real and generated samples, [batch, 1] each, into
 * what each network minimises, a scalar. Written with softplus, which neither overflows nor loses
 * its second derivative in tfjs.
 */
import * as tf from '@tensorflow/tfjs';

export interface GanLoss {
  readonly name: string;
  discriminator(real: tf.Tensor, generated: tf.Tensor): tf.Scalar;
  generator(generated: tf.Tensor): tf.Scalar;
}

/** −log σ(logit): the cross-entropy of a logit that ought to say "real". */
const saysReal = (logits: tf.Tensor) => tf.softplus(logits.neg()).mean<tf.Scalar>();
/** −log(1 − σ(logit)): the cross-entropy of a logit that ought to say "generated". */
const saysGenerated = (logits: tf.Tensor) => tf.softplus(logits).mean<tf.Scalar>();

/** Goodfellow et al. 2014, section 3: G maximises log D(G(z)), whose gradient does not vanish. */
export const nonSaturating: GanLoss = {
  name: 'non-saturating',
  discriminator: (real, generated) => saysReal(real).add(saysGenerated(generated)),
  generator: saysReal,
};
