/**
 * A GAN loss computes what each network minimizes, a scalar, from the discriminator's logits on real
 * and on generated samples: [batch, 1] each, or maps of patches [batch, height, width, 1]. This file
 * has the type and the two cross-entropy losses. They are written with softplus, which does not
 * overflow and has a correct second derivative in tfjs. The other losses have a file each.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';

/** Options of a discriminator's loss. */
export interface LabelOptions {
  /**
   * The discriminator's target for real samples, in (0, 1]; 1 by default. 0.9 is the one-sided label
   * smoothing of Salimans et al. 2016, section 3.4.
   */
  readonly realLabel?: number;
}

/** What the two networks of a GAN minimize. */
export interface GanLoss {
  readonly name: string;
  /** Whether the discriminator's target for real samples can be chosen (LabelOptions). */
  readonly takesLabel: boolean;
  /**
   * Logits above the boundary count as "real" in accuracies; 0 by default. A critic's boundary is the
   * middle of its two mean scores.
   */
  readonly boundary?: number | ((real: tf.Tensor, generated: tf.Tensor) => tf.Scalar);
  /**
   * The discriminator's loss, from its logits on real and on generated samples.
   *
   * @throws CoreError 'bad-argument' for a label outside (0, 1], or where the loss has no labels
   */
  discriminator(real: tf.Tensor, generated: tf.Tensor, options?: LabelOptions): tf.Scalar;
  /**
   * The generator's loss, from the discriminator's logits on generated samples.
   *
   * @param real computes the logits on as many real samples, for losses that compare the two
   */
  generator(generated: tf.Tensor, real?: () => tf.Tensor): tf.Scalar;
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

/** −log σ(logit): the cross-entropy of logits whose target is "real", averaged. */
const towardsReal = (logits: tf.Tensor) => tf.softplus(logits.neg()).mean<tf.Scalar>();
/** −log(1 − σ(logit)): the cross-entropy of logits whose target is "generated", averaged. */
const towardsGenerated = (logits: tf.Tensor) => tf.softplus(logits).mean<tf.Scalar>();

const crossEntropy: GanLoss['discriminator'] = (real, generated, options) => {
  const label = realLabelOf(options);
  const onGenerated = towardsGenerated(generated);
  if (label === 1) return towardsReal(real).add(onGenerated);
  const onReal = towardsReal(real)
    .mul(label)
    .add(towardsGenerated(real).mul(1 - label));
  return onReal.add(onGenerated);
};

/**
 * Goodfellow et al. 2014, section 3: the generator maximizes log D(G(z)), whose gradient does not
 * vanish where the discriminator is certain.
 */
export const nonSaturating: GanLoss = {
  name: 'non-saturating',
  takesLabel: true,
  discriminator: crossEntropy,
  generator: towardsReal,
};

/**
 * Goodfellow et al. 2014, equation 1: the generator minimizes log(1 − D(G(z))). Its gradient vanishes
 * where the discriminator is certain.
 */
export const minimax: GanLoss = {
  name: 'minimax',
  takesLabel: true,
  discriminator: crossEntropy,
  generator: (generated) => towardsGenerated(generated).neg(),
};
