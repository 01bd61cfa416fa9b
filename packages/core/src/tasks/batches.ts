/** Batches of data sets: the inputs of a training step, which the seed and the step determine. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { batchIndices } from '../data/batch-order.ts';
import { imageLength, type Dataset } from '../data/dataset.ts';
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';
import type { DataSettings, OptimizationSettings } from '../settings/index.ts';

/** The batches of a run, by step. */
export interface Batches {
  /** The data in words, for display. */
  readonly description: string;
  /** The name of the data in the settings, which a checkpoint stores. */
  readonly dataset: string;
  /** The number of images, of two domains that of the smaller one. */
  readonly size: number;
  readonly shape: ImageShape;
  /** The names of the classes; empty where images have no labels, or the variant does not use them. */
  readonly classes: readonly string[];
  /**
   * The batch of a step, counted from 0: tensors by the names of the task. Images are float32
   * [batch, height, width, channels] in [-1, 1], labels int32 [batch].
   */
  read(step: number): Promise<TensorMap>;
  /** Real images for pictures and comparisons, the same each time. */
  examples(count: number): Promise<TensorMap>;
}

export type BatchSettings = DataSettings &
  Pick<OptimizationSettings, 'batchSize' | 'seed'> & {
    readonly discriminatorSteps: number;
  };

/**
 * Batches of one data set: `real`, and `label` where the variant uses labels.
 *
 * @param config the settings of a plan
 * @param variant the variant of the plan
 * @throws CoreError 'data-mismatch' when the variant uses labels and the data have none
 * @example
 * const batches = imageBatches(dataset, plan.config, plan.variant);
 */
export function imageBatches(
  dataset: Dataset,
  config: BatchSettings,
  variant: { readonly name: string; readonly labeled?: boolean | undefined },
): Batches {
  const { name, labeled = false } = variant;
  const { batchSize, discriminatorSteps, seed } = config;
  const { labels, classes = [] } = dataset;
  if (labeled && !labels) {
    const message = `${config.data}: has no labels, which ${name} needs; use IDX files with labels, or a folder with one subfolder for each class`;
    throw new CoreError('data-mismatch', message);
  }
  const read = async (indices: Int32Array, step: number) => ({
    real: await imagesAt(dataset, indices, { seed, step }),
    ...(labeled && labels && { label: labelsOf(labels, indices) }),
  });
  return {
    description: describe(dataset),
    dataset: config.data,
    size: dataset.size,
    shape: dataset.shape,
    classes: labeled ? classes : [],
    read: (step) =>
      read(batchIndices(dataset.size, batchSize * discriminatorSteps, seed, step), step),
    examples: (count) => read(evenlySpaced(dataset.size, count), 0),
  };
}

/** Two data sets of images of one shape. */
export interface Domains {
  readonly a: Dataset;
  readonly b: Dataset;
}

/**
 * Batches of two domains, `a` and `b`.
 *
 * @param config the settings of a plan
 * @param purposes keys of the two random orders. Equal keys keep pairs together; different keys combine
 * unpaired images at random
 * @example
 * const batches = domainBatches({ a, b }, plan.config, { a: 'data-a', b: 'data-b' });
 */
export function domainBatches(
  { a, b }: Domains,
  { batchSize, seed, dataA = '', dataB = '', data }: BatchSettings,
  purposes: Readonly<Record<'a' | 'b', string>>,
): Batches {
  const read = (dataset: Dataset, step: number, purpose: string) =>
    imagesAt(dataset, batchIndices(dataset.size, batchSize, seed, step, purpose), { seed, step });
  return {
    description: a.name === b.name ? describe(a) : `${describe(a)}; ${describe(b)}`,
    dataset: dataA === '' ? data : `${dataA} ${dataB}`,
    size: Math.min(a.size, b.size),
    shape: a.shape,
    classes: [],
    read: async (step) => ({
      a: await read(a, step, purposes.a),
      b: await read(b, step, purposes.b),
    }),
    examples: async (count) => ({
      a: await imagesAt(a, evenlySpaced(a.size, count)),
      b: await imagesAt(b, evenlySpaced(b.size, count)),
    }),
  };
}

/** @param draws the key of random changes; without it images are not changed */
async function imagesAt(
  dataset: Dataset,
  indices: Int32Array,
  draws?: { seed: number; step: number },
): Promise<HostTensor> {
  const data = new Float32Array(indices.length * imageLength(dataset.shape));
  await dataset.read(indices, data, draws);
  return { dtype: 'float32', dims: [indices.length, ...dataset.shape], data };
}

function labelsOf(labels: Int32Array, indices: Int32Array): HostTensor {
  const data = indices.map((index) => labels[index] as number); // In range: the set's own indices.
  return { dtype: 'int32', dims: [data.length], data };
}

/** `count` indices, evenly spaced over a data set. */
function evenlySpaced(size: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count) % size);
}

function describe({ name, size, shape }: Dataset): string {
  return `${name}, ${size.toLocaleString('en-US')} images of ${shape.join(' × ')}`;
}
