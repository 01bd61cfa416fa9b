/**
 * The training step of every variant: one update of the discriminator on real and generated images,
 * then one of the generator, as plain tfjs. Who runs it (traced on ONNX Runtime, or eagerly) is the
 * engines' business.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../models/gan.ts';
import type { Weights } from '../models/network.ts';
import { createAdam } from '../optimizers/adam.ts';
import { drawNormal } from '../random/ambient.ts';

/** What a step tells, each a scalar. Accuracies are shares of the batch that D got right. */
export const stepMetrics = ['dLoss', 'gLoss', 'dAccuracyReal', 'dAccuracyGenerated'] as const;
export type StepMetric = (typeof stepMetrics)[number];

export interface GanStep {
  /** Everything that the step changes, by stable names: weights and optimiser states. */
  readonly variables: Weights;
  /** @param real images [batch, height, width, channels] in [-1, 1] */
  readonly run: (real: tf.Tensor, batchSize: number) => Record<StepMetric, tf.Tensor>;
}

export function createStep({ variant, generator, discriminator }: Gan): GanStep {
  const { loss, latent, optimizers } = variant;
  const gAdam = createAdam(optimizers.generator, generator.trainable);
  const dAdam = createAdam(optimizers.discriminator, discriminator.trainable);
  const training = { training: true };
  const generate = (batchSize: number) =>
    generator.model.apply(drawNormal([batchSize, latent]), training) as tf.Tensor;
  const judge = (images: tf.Tensor) => discriminator.model.apply(images, training) as tf.Tensor;

  const run: GanStep['run'] = (real, batchSize) => {
    // Generated before the gradient: D's step does not reach into G.
    const generated = generate(batchSize);
    const kept: tf.Tensor[] = [];
    const d = tf.variableGrads(() => {
      const onReal = judge(real);
      const onGenerated = judge(generated);
      kept.push(tf.keep(share(onReal.greater(0))), tf.keep(share(onGenerated.less(0))));
      return loss.discriminator(onReal, onGenerated);
    }, [...discriminator.trainable.values()]);
    dAdam.apply(d.grads);
    const g = tf.variableGrads(
      () => loss.generator(judge(generate(batchSize))),
      [...generator.trainable.values()],
    );
    gAdam.apply(g.grads);
    const [dAccuracyReal, dAccuracyGenerated] = kept as [tf.Tensor, tf.Tensor];
    return { dLoss: d.value, gLoss: g.value, dAccuracyReal, dAccuracyGenerated };
  };

  const owners: readonly [prefix: string, variables: Weights][] = [
    ['generator', generator.weights],
    ['discriminator', discriminator.weights],
    ['generator/adam', gAdam.variables],
    ['discriminator/adam', dAdam.variables],
  ];
  const variables = new Map(
    owners.flatMap(([prefix, weights]) =>
      [...weights].map(([name, variable]) => [`${prefix}/${name}`, variable] as const),
    ),
  );
  return { variables, run };
}

/** The share of a batch for which something is true. */
function share(truths: tf.Tensor): tf.Tensor {
  return tf.tidy(() => truths.toFloat().mean());
}
