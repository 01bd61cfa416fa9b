/** A network of a plan with trained weights, as a tfjs model and as an ONNX model. */
import type * as tf from '@tensorflow/tfjs';
import { exportModel, type ExportOptions, type OnnxModel } from '@ganport/export';
import type { TensorMap } from '@ganport/runtime';
import { conditionMetadata } from '../data/condition.ts';
import { createNetworkOf, generatorsOf, type NetworkPlan } from '../gan/gan.ts';
import { boundedTensors, kindOf } from '../kinds/index.ts';
import { noises, type NoiseName } from '../random/noise.ts';
import { writeVariables } from './state.ts';
import { inferenceWeights, type AveragePlan } from './step.ts';

/** A network with its weights. */
export interface TrainedNetwork {
  readonly name: string;
  readonly model: tf.LayersModel;
  /** The names of the classes, by number; none for a network without labels. */
  readonly classNames: readonly string[];
  /** The name of the variant that describes it. */
  readonly variant: string;
  /** The distribution of a generator's noise; normal unless given. */
  readonly noise?: NoiseName | undefined;
  /** Entries of the metadata that describe its samples, where they are no images. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What an ONNX file says of the network that it was exported from. */
type Exported = Pick<TrainedNetwork, 'model' | 'classNames' | 'noise' | 'metadata'> & {
  readonly variant?: string;
  /** The training step of its weights. */
  readonly step?: number;
};

/**
 * A network with the weights of a training state: the moving average of a generator, where the plan has
 * one.
 *
 * @param plan a plan with the shape of its images (`planForData`)
 * @param name the network's name: `generator`, `generator-AtoB` …
 * @param state the tensors of a checkpoint
 * @throws CoreError 'bad-argument' for a network that the variant does not have, 'data-mismatch' when
 * the state belongs to other networks
 * @example
 * const { model } = trainedNetwork(plan, 'generator', checkpoint.tensors);
 */
export function trainedNetwork(
  plan: NetworkPlan & AveragePlan,
  name: string,
  state: TensorMap,
): TrainedNetwork {
  const network = createNetworkOf(plan, name, generatorsOf(plan).includes(name));
  writeVariables(inferenceWeights(plan, network), state);
  const { variant, config } = plan;
  return {
    name,
    model: network.model,
    classNames: config.classNames,
    variant: variant.name,
    noise: variant.noise,
    metadata: { ...kindOf(variant).metadata?.(config), ...conditionMetadata(config.condition) },
  };
}

/**
 * Exports a network to ONNX. Images are float32 [batch, height, width, channels] in [-1, 1]. A generator
 * has the input `noise` float32 [batch, latent], with labels also `label` int32 [batch], with a
 * condition `condition` float32 [batch, 1], and the output `image`. A translator has the input `source`
 * and the output `image`, of any height and width. The metadata name the variant, the step and the
 * classes, as far as they are given.
 *
 * @param options as of exportModel of @ganport/export
 * @throws ExportError as exportModel
 * @example
 * await (await exportNetwork(trainedNetwork(plan, 'generator', state))).save('generator.onnx');
 */
export async function exportNetwork(
  { model, classNames, variant, step, noise = 'normal', metadata }: Exported,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  const samples = [...model.inputNames, ...model.outputNames].filter((name) =>
    [...boundedTensors, 'source'].includes(name),
  );
  return exportModel(model, {
    ...options,
    ranges: { ...Object.fromEntries(samples.map((name) => [name, [-1, 1]])), ...options.ranges },
    metadata: {
      ...(model.inputNames.includes('noise') && {
        'ganport.distribution.noise': noises[noise].metadata,
      }),
      ...metadata,
      ...(classNames.length > 0 && { 'ganport.classes': JSON.stringify(classNames) }),
      ...(variant !== undefined && { 'ganport.variant': variant }),
      ...(step !== undefined && { 'ganport.step': String(step) }),
      ...options.metadata,
    },
  });
}
