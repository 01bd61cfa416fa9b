/** Batches of data sets: the inputs of a training step, which the seed and the step determine. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { batchIndices } from '../data/batch-order.ts';
import type { Dataset } from '../data/dataset.ts';
import { CoreError } from '../errors.ts';
import { dataKinds, type KindName, kindNamesOf, type KindsOfVariant } from '../kinds/index.ts';
import { sampleLength, type SampleShape } from '../kinds/kind.ts';
import type { DataSettings, MeasuredSettings, OptimizationSettings } from '../settings/index.ts';
import type { Vocabulary } from '../text/vocabulary.ts';

/** The batches of a run, by step. */
export interface Batches {
  /** The data in words, for display. */
  readonly description: string;
  /** The name of the data in the settings, which a checkpoint stores. */
  readonly dataset: string;
  /** The number of samples, of two domains that of the smaller one. */
  readonly size: number;
  readonly kind: KindName;
  /** The shape of a sample. */
  readonly shape: SampleShape;
  /** The names of the classes; empty where samples have no labels, or the variant does not use them. */
  readonly classes: readonly string[];
  /** Of text: the characters by number. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Settings that were measured over the samples, for variants whose networks are made of them. */
  readonly measured?: MeasuredSettings | undefined;
  /** What was changed or left out as the data were read, in words for display. */
  readonly notes?: readonly string[] | undefined;
  /**
   * The batch of a step, counted from 0: tensors by the names of the task. Samples are float32
   * [batch, …shape] in [-1, 1], labels int32 [batch].
   */
  read(step: number): Promise<TensorMap>;
  /** Real samples for pictures and comparisons, the same each time. */
  examples(count: number): Promise<TensorMap>;
}

export type BatchSettings = DataSettings &
  Pick<OptimizationSettings, 'batchSize' | 'seed'> & {
    readonly discriminatorSteps: number;
  };

/** The part of a variant that decides its batches. */
interface BatchVariant extends KindsOfVariant {
  readonly name: string;
  readonly labeled?: boolean | undefined;
}

/**
 * Batches of one data set: `real`, and `label` where the variant uses labels.
 *
 * @param config the settings of a plan
 * @param variant the variant of the plan
 * @throws CoreError 'data-mismatch' when the variant learns from another kind, or uses labels and the data
 * have none
 * @example
 * const batches = imageBatches(dataset, plan.config, plan.variant);
 */
export function imageBatches(
  dataset: Dataset,
  config: BatchSettings,
  variant: BatchVariant,
): Batches {
  const { name, labeled = false } = variant;
  checkKind(dataset, config, variant);
  const { batchSize, discriminatorSteps, seed } = config;
  const { labels, classes = [] } = dataset;
  if (labeled && !labels) {
    const message = `${config.data}: has no labels, which ${name} needs; use IDX files with labels, or a folder with one subfolder for each class`;
    throw new CoreError('data-mismatch', message);
  }
  const read = async (indices: Int32Array, step: number) => ({
    real: await samplesAt(dataset, indices, { seed, step }),
    ...(labeled && labels && { label: labelsOf(labels, indices) }),
  });
  return {
    description: describe(dataset),
    dataset: config.data,
    size: dataset.size,
    kind: dataset.kind ?? 'images',
    shape: dataset.shape,
    classes: labeled ? classes : [],
    vocabulary: dataset.vocabulary,
    notes: dataset.notes,
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
 * @param config the settings of a plan
 * @param purposes keys of the two random orders. Equal keys keep pairs together; different keys combine
 * unpaired samples at random
 * @example
 * const batches = domainBatches({ a, b }, plan.config, { a: 'data-a', b: 'data-b' });
 */
export function domainBatches(
  { a, b }: Domains,
  { batchSize, seed, dataA = '', dataB = '', data }: BatchSettings,
  purposes: Readonly<Record<'a' | 'b', string>>,
): Batches {
  const read = (dataset: Dataset, step: number, purpose: string) =>
    samplesAt(dataset, batchIndices(dataset.size, batchSize, seed, step, purpose), { seed, step });
  return {
    description: a.name === b.name ? describe(a) : `${describe(a)}; ${describe(b)}`,
    dataset: dataA === '' ? data : `${dataA} ${dataB}`,
    size: Math.min(a.size, b.size),
    kind: a.kind ?? 'images',
    shape: a.shape,
    classes: [],
    read: async (step) => ({
      a: await read(a, step, purposes.a),
      b: await read(b, step, purposes.b),
    }),
    examples: async (count) => ({
      a: await samplesAt(a, evenlySpaced(a.size, count)),
      b: await samplesAt(b, evenlySpaced(b.size, count)),
    }),
  };
}

/** @param draws the key of random changes; without it samples are not changed */
async function samplesAt(
  dataset: Dataset,
  indices: Int32Array,
  draws?: { seed: number; step: number },
): Promise<HostTensor> {
  const data = new Float32Array(indices.length * sampleLength(dataset.shape));
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

function describe({ name, size, kind = 'images', shape }: Dataset): string {
  const { noun, describe: inWords } = dataKinds[kind];
  return `${name}, ${size.toLocaleString('en-US')} ${noun[1]} of ${inWords(shape)}`;
}

/** @throws CoreError 'data-mismatch' for data of a kind that the variant does not learn from */
function checkKind(
  { kind = 'images' }: Dataset,
  { data }: Pick<BatchSettings, 'data'>,
  variant: BatchVariant,
): void {
  const known = kindNamesOf(variant);
  if (known.includes(kind)) return;
  const wanted = known.map((name) => dataKinds[name].noun[1]);
  const message = `${data}: has ${dataKinds[kind].noun[1]}, and ${variant.name} learns from ${[...new Set(wanted)].join(', ')}; give other data, or choose another variant`;
  throw new CoreError('data-mismatch', message);
}
