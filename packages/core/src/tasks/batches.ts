/**
 * What a training step is fed with: for each step the batch that the seed decides, made of data sets
 * that are already open.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { batchIndices } from '../data/batch-order.ts';
import { imageLength, type Dataset } from '../data/dataset.ts';
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';
import type { DataSettings, OptimizationSettings } from '../settings/index.ts';

export interface Batches {
  /** For people: what is trained on. */
  readonly description: string;
  /** The data as the settings name them; a checkpoint stores it. */
  readonly dataset: string;
  /** The number of images, or of images of the smaller domain. */
  readonly size: number;
  readonly shape: ImageShape;
  /** The names of the classes; empty where images have no labels, or the variant ignores them. */
  readonly classes: readonly string[];
  /**
   * The batch of a step, counted from 0: tensors by the task's names, images float32
   * [batch, height, width, channels] in [-1, 1], labels int32 [batch].
   */
  read(step: number): Promise<TensorMap>;
  /** Real images to look at and to compare with, the same each time. */
  examples(count: number): Promise<TensorMap>;
}

export type BatchSettings = DataSettings &
  Pick<OptimizationSettings, 'batchSize' | 'seed'> & {
    readonly discriminatorSteps: number;
  };

/**
 * Batches of one data set: `real`, and `label` where the variant uses labels.
 *
 * @throws CoreError 'data-mismatch' when `labeled` and the data have no labels
 */
export function imageBatches(
  dataset: Dataset,
  config: BatchSettings,
  { name, labeled = false }: { readonly name: string; readonly labeled?: boolean | undefined },
): Batches {
  const { batchSize, discriminatorSteps, seed } = config;
  const { labels, classes = [] } = dataset;
  if (labeled && !labels) {
    const message = `${config.data}: has no labels, which ${name} learns from; give IDX files with labels, or a folder with one subfolder for each class`;
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

/** Two data sets of one shape. */
export interface Domains {
  readonly a: Dataset;
  readonly b: Dataset;
}

/**
 * Batches of two domains, `a` and `b`.
 *
 * @param purposes keys of the two random orders: equal for pairs, different for unpaired images, so
 * that no image of one domain always meets the same one of the other
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

/** @param draws the source of random changes; none are made without */
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

/** `count` indices from all over a data set. */
function evenlySpaced(size: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count) % size);
}

function describe({ name, size, shape }: Dataset): string {
  return `${name}, ${size.toLocaleString('en-US')} images of ${shape.join(' × ')}`;
}
