/**
 * Trains the classifier on labeled samples: softmax cross-entropy and Adam, with a learning rate
 * that falls to zero. The step is traced and runs on ONNX Runtime. The same seed gives the same
 * weights.
 */
import * as tf from '#tfjs';
import { jit } from '@ganport/backend';
import type { Provider } from '@ganport/runtime';
import { LabError } from '../errors.ts';
import { adam, type Network } from '@ganport/core';
import { createAdam, dataKinds } from '@ganport/core/internal';
import type { Labeled } from './labeled.ts';
import { createClassifierNetwork } from './network.ts';
import { shiftedBatch } from './shifted-batch.ts';

export const CLASSIFIER_BATCH = 128;
const LEARNING_RATE = 3e-3;

export interface ClassifierTraining {
  readonly steps: number;
  readonly seed: number;
  readonly providers?: readonly Provider[];
  readonly threads?: number;
  /** Called after each step, counted from 1. */
  readonly onStep?: (step: number, loss: number) => void;
}

/**
 * Trains a classifier with batches of 128 samples.
 *
 * @returns a tfjs model with the outputs `features` and `logits`; the caller disposes of it
 * @throws LabError 'data-mismatch' for fewer samples than a batch, 'not-finite'
 * @example
 * const model = await trainClassifier(asLabeled(await loadMnist()), { steps: 1500, seed: 1 });
 */
export async function trainClassifier(
  data: Labeled,
  training: ClassifierTraining,
): Promise<tf.LayersModel> {
  const { steps, seed, providers, threads, onStep } = training;
  const { tensor, noun } = dataKinds[data.kind ?? 'images'];
  if (data.size < CLASSIFIER_BATCH) {
    const message = `${data.name}: a step of the classifier takes ${CLASSIFIER_BATCH} ${noun[1]}, and only ${data.size} are left to learn from beside those held out; give more`;
    throw new LabError('data-mismatch', message);
  }
  const network = createClassifierNetwork(data, data.classes.length, seed);
  const { run, variables } = createClassifierStep(network, tensor, data.classes.length);
  const step = jit(run, {
    worker: true,
    variables,
    models: [network.model],
    ...(providers && { providers }),
    ...(threads !== undefined && { threads }),
  });
  try {
    for (let i = 0; i < steps; i++) {
      const { samples, labels } = await shiftedBatch(data, CLASSIFIER_BATCH, seed, i);
      const rate = Float32Array.of(LEARNING_RATE * (1 - i / steps));
      const { loss } = await step({
        [tensor]: { dtype: 'float32', dims: [labels.length, ...data.shape], data: samples },
        label: { dtype: 'int32', dims: [labels.length], data: labels },
        rate: { dtype: 'float32', dims: [], data: rate },
      });
      const value = Number(loss?.data[0]);
      if (!Number.isFinite(value)) {
        const message = `classifier: the loss is ${value} at step ${i + 1}; give another --seed`;
        throw new LabError('not-finite', message);
      }
      onStep?.(i + 1, value);
    }
    await step.sync();
    return network.model;
  } catch (thrown) {
    network.model.dispose();
    throw thrown;
  } finally {
    await step.dispose();
  }
}

/** One training step in plain tfjs, and the variables that it changes. */
function createClassifierStep(
  { model, weights, trainable }: Network,
  tensor: string,
  classes: number,
) {
  const optimizer = createAdam(adam(LEARNING_RATE), trainable);
  const run = (inputs: Readonly<Record<string, tf.Tensor>>) => {
    const { label, rate } = inputs as Record<'label' | 'rate', tf.Tensor>;
    optimizer.variables.get('learningRate')?.assign(rate);
    const { value, grads } = tf.variableGrads(() => {
      const [, logits] = model.apply(inputs[tensor] as tf.Tensor, { training: true }) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const wanted = tf.oneHot(label, classes);
      return tf.logSoftmax(logits).mul(wanted).sum(-1).mean<tf.Scalar>().neg();
    }, [...trainable.values()]);
    optimizer.apply(grads);
    return { loss: value as tf.Tensor };
  };
  return { run, variables: [...weights.values(), ...optimizer.variables.values()] };
}
