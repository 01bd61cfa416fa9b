/**
 * A GAN loss turns the discriminator's logits on real and generated samples, [batch, 1] each or maps
 * of patches [batch, height, width, 1], into what each network minimises, a scalar. Here are the
 * losses of cross-entropy, written with softplus, which neither overflows nor loses its second
 * derivative in tfjs; the others are beside this file.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';

export interface LabelOptions {
  /**
   * What D is to say of real samples, in (0, 1]; 1 unless given. 0.9 is the one-sided label
   * smoothing of Salimans et al. 2016, section 3.4.
   */
  readonly realLabel?: number;
}

export interface GanLoss {
  readonly name: string;
  /** Whether what D is to say of real samples can be chosen: LabelOptions. */
  readonly takesLabel: boolean;
  /** Logits above it say "real"; 0 unless given. A critic's is where its two means meet. */
  readonly boundary?: number | ((real: tf.Tensor, generated: tf.Tensor) => tf.Scalar);
  /** @throws CoreError 'bad-argument' for a label that is none, or where the loss has no labels */
  discriminator(real: tf.Tensor, generated: tf.Tensor, options?: LabelOptions): tf.Scalar;
  generator(generated: tf.Tensor): tf.Scalar;
}

/** @throws CoreError 'bad-argument' unless the label is in (0, 1] */
export function realLabelOf({ realLabel = 1 }: LabelOptions = {}): number {
  if (realLabel > 0 && realLabel <= 1) return realLabel;
  throw new CoreError('bad-argument', `real label: must be in (0, 1], got ${realLabel}`);
}

/** @throws CoreError 'bad-argument' when a label is given to a loss that has none */
export function refuseLabel(loss: string, { realLabel }: LabelOptions = {}): void {
  if (realLabel === undefined) return;
  const message = `${loss}: its discriminator scores samples and has no label to smooth; leave the real label (${realLabel}) out`;
  throw new CoreError('bad-argument', message);
}

/** −log σ(logit): the cross-entropy of a logit that ought to say "real". */
const saysReal = (logits: tf.Tensor) => tf.softplus(logits.neg()).mean<tf.Scalar>();
/** −log(1 − σ(logit)): the cross-entropy of a logit that ought to say "generated". */
const saysGenerated = (logits: tf.Tensor) => tf.softplus(logits).mean<tf.Scalar>();

const crossEntropy: GanLoss['discriminator'] = (real, generated, options) => {
  const label = realLabelOf(options);
  const onGenerated = saysGenerated(generated);
  if (label === 1) return saysReal(real).add(onGenerated);
  const onReal = saysReal(real)
    .mul(label)
    .add(saysGenerated(real).mul(1 - label));
  return onReal.add(onGenerated);
};

/** Goodfellow et al. 2014, section 3: G maximises log D(G(z)), whose gradient does not vanish. */
export const nonSaturating: GanLoss = {
  name: 'non-saturating',
  takesLabel: true,
  discriminator: crossEntropy,
  generator: saysReal,
};

/** Goodfellow et al. 2014, equation 1: G minimises log(1 − D(G(z))). Saturates where D is sure. */
export const minimax: GanLoss = {
  name: 'minimax',
  takesLabel: true,
  discriminator: crossEntropy,
  generator: (generated) => saysGenerated(generated).neg(),
};
