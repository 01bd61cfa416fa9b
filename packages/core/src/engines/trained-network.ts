/** A network of a plan with trained weights, as a tfjs model and as an ONNX graph. */
import type * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions, type OnnxModel } from '@ganport/export';
import type { TensorMap } from '@ganport/runtime';
import { createNetworkOf, type NetworkPlan } from '../gan/gan.ts';
import { writeVariables } from './state.ts';
import { keptWeights, type AveragePlan } from './step.ts';

export interface TrainedNetwork {
  readonly name: string;
  readonly model: tf.LayersModel;
  /** The names of the classes, by number; none for a network without labels. */
  readonly classNames: readonly string[];
}

/**
 * A network with the weights of a training state; of a generator with a moving average, the average.
 *
 * @param state the tensors of a checkpoint
 * @throws CoreError 'bad-argument' for a network that the variant does not have, 'data-mismatch' when
 * the state is of different networks
 * @example
 * const { model } = trainedNetwork(plan, 'generator', checkpoint.tensors);
 */
export function trainedNetwork(
  plan: NetworkPlan & AveragePlan,
  name: string,
  state: TensorMap,
): TrainedNetwork {
  const network = createNetworkOf(plan, name);
  writeVariables(keptWeights(plan, network), state);
  return { name, model: network.model, classNames: plan.config.classNames };
}

/**
 * Exports a network to ONNX. Images are NHWC in [-1, 1]. A generator has the input `noise` float32
 * [batch, latent], with labels also `label` int32 [batch], and the output `image`; a translator has
 * `source` and `image`, of any height and width.
 *
 * @throws ExportError as exportModel
 * @example
 * await (await exportNetwork(trainedNetwork(plan, 'generator', state))).save('generator.onnx');
 */
export async function exportNetwork(
  { model, classNames }: Pick<TrainedNetwork, 'model' | 'classNames'>,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  const images = [...model.inputNames, ...model.outputNames].filter((name) =>
    ['image', 'source'].includes(name),
  );
  return exportModel(model, {
    ...options,
    ranges: { ...Object.fromEntries(images.map((name) => [name, [-1, 1]])), ...options.ranges },
    metadata: {
      ...(model.inputNames.includes('noise') && { 'ganport.distribution.noise': 'normal 0 1' }),
      ...(classNames.length > 0 && { 'ganport.classes': JSON.stringify(classNames) }),
      ...options.metadata,
    },
  });
}
