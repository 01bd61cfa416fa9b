/**
 * What a step is fed with: for each task its data sets, and for each step the batch that the seed
 * says.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import {
  batchIndices,
  openDataset,
  openPaired,
  openUnpaired,
  resizeCropFlip,
  type Dataset,
  type DatasetOptions,
  type Domains,
} from '../data/index.ts';
import { imageLength } from '../data/dataset.ts';
import { CoreError } from '../errors.ts';
import { variantOf } from '../variants/index.ts';
import type { ImageShape, Task } from '../variants/variant.ts';
import type { TrainConfig } from './config.ts';

export interface Batches {
  /** For people: what is trained on. */
  readonly description: string;
  /** For checkpoints: what the order of the data follows from. */
  readonly dataset: string;
  readonly size: number;
  readonly shape: ImageShape;
  /** The names of the classes; none where images have no labels, or no use for them. */
  readonly classes: readonly string[];
  /** The batch of a step, counted from 0. */
  read(step: number): Promise<TensorMap>;
  /** Real images to look at, the same each time: for samples, and to compare with. */
  examples(count: number): Promise<TensorMap>;
}

/** @throws CoreError as openDataset; 'bad-argument' and 'data-mismatch' where data are missing */
export async function openBatches(config: TrainConfig): Promise<Batches> {
  const batches = await open[variantOf(config.variant).task](config);
  // Said now rather than after the networks are built.
  await batches.read(0);
  return batches;
}

const open: Readonly<Record<Task, (config: TrainConfig) => Promise<Batches>>> = {
  generation: openImages,
  cycle: async (config) => {
    const [a, b] = folders(config, 'the two folders of images');
    return domains(await openUnpaired(a, b, translationOptions(config)), config, [
      'data-a',
      'data-b',
    ]);
  },
  pairs: async (config) => {
    const source =
      config.dataA === undefined && config.dataB === undefined && config.data !== 'mnist'
        ? config.data
        : folders(config, 'the two folders, or data with a folder of A and B side by side');
    return domains(await openPaired(source, translationOptions(config)), config, ['data', 'data']);
  },
};

async function openImages(config: TrainConfig): Promise<Batches> {
  const { batchSize, discriminatorSteps, seed, variant } = config;
  const dataset = await openDataset(config.data, datasetOptions(config));
  const isLabelled = variantOf(variant).labelled === true;
  const { labels, classes = [] } = dataset;
  if (isLabelled && !labels) {
    const message = `${config.data}: has no labels, which ${variant} learns from; give IDX files with labels, or a folder with one subfolder for each class`;
    throw new CoreError('data-mismatch', message);
  }
  const read = async (indices: Int32Array, step: number) => ({
    real: await imagesAt(dataset, indices, { seed, step }),
    ...(isLabelled && labels && { label: labelsOf(labels, indices) }),
  });
  return {
    description: describe(dataset),
    dataset: config.data,
    size: dataset.size,
    shape: dataset.shape,
    classes: isLabelled ? classes : [],
    read: (step) =>
      read(batchIndices(dataset.size, batchSize * discriminatorSteps, seed, step), step),
    examples: (count) => read(spread(dataset.size, count), 0),
  };
}

function domains(
  { a, b }: Domains,
  { batchSize, seed, dataA = '', dataB = '', data }: TrainConfig,
  purposes: readonly [a: string, b: string],
): Batches {
  const size = Math.min(a.size, b.size);
  return {
    description: a.name === b.name ? describe(a) : `${describe(a)}; ${describe(b)}`,
    dataset: dataA === '' ? data : `${dataA} ${dataB}`,
    size,
    shape: a.shape,
    classes: [],
    read: async (step) => ({
      a: await imagesAt(a, batchIndices(a.size, batchSize, seed, step, purposes[0]), {
        seed,
        step,
      }),
      b: await imagesAt(b, batchIndices(b.size, batchSize, seed, step, purposes[1]), {
        seed,
        step,
      }),
    }),
    examples: async (count) => ({
      a: await imagesAt(a, spread(a.size, count)),
      b: await imagesAt(b, spread(b.size, count)),
    }),
  };
}

function folders({ dataA, dataB, variant }: TrainConfig, what: string): [string, string] {
  if (dataA !== undefined && dataB !== undefined) return [dataA, dataB];
  const missing = dataA === undefined ? 'dataA' : 'dataB';
  throw new CoreError('bad-argument', `${missing}: ${variant} needs ${what}; give dataA and dataB`);
}

function datasetOptions({ imageSize, crop, grayscale }: TrainConfig): DatasetOptions {
  return {
    ...(imageSize !== undefined && { size: imageSize }),
    ...(crop !== undefined && { crop }),
    ...(grayscale && { grayscale }),
  };
}

/** Images are loaded a little larger than they are used, so that there is something to cut. */
function translationOptions(config: TrainConfig): DatasetOptions {
  const { imageSize = 256, loadSize = Math.round((imageSize * 286) / 256), flip } = config;
  const { size: _, ...options } = datasetOptions(config);
  return { ...options, augment: resizeCropFlip({ load: loadSize, crop: imageSize, flip }) };
}

/** @param draws where random changes come from; none are made without */
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
function spread(size: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count) % size);
}

function describe({ name, size, shape }: Dataset): string {
  return `${name}, ${size.toLocaleString('en-US')} images of ${shape.join(' × ')}`;
}
