/** Batches of data sets: the inputs of a training step, which the seed and the step determine. */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { batchIndices } from '../data/batch-order.ts';
import { conditionOf, conditionTensor } from '../data/condition.ts';
import type { Dataset, RandomCrop } from '../data/dataset.ts';
import type { DataFacts } from '../data/facts.ts';
import { CoreError } from '../errors.ts';
import { dataKinds, type KindName, kindNamesOf, type KindsOfVariant } from '../kinds/index.ts';
import { type DataKind, sampleLength, type SampleShape } from '../kinds/kind.ts';
import type { DataSettings, OptimizationSettings } from '../settings/index.ts';

/** What the samples of one tensor of a batch are taken from, for workers that read them elsewhere. */
export interface BatchSource {
  /** The key of the order, as of {@link batchIndices}. */
  readonly order: string;
  readonly crop?: Omit<RandomCrop, 'whole'> | undefined;
  /** The shape of all samples, before they are changed. */
  readonly dims: readonly number[];
  /** All samples in their own order. */
  readAll(): Promise<HostTensor>;
}

/** The batches of a run, by step. */
export interface Batches {
  /** The data in words, for display. */
  readonly description: string;
  /** By the names of the tensors. Absent where nobody but `read` knows how samples are drawn or changed. */
  readonly sources?: Readonly<Record<string, BatchSource>> | undefined;
  /** The name of the data in the settings, which a checkpoint stores. */
  readonly dataset: string;
  /** The number of samples, of two domains that of the smaller one. */
  readonly size: number;
  readonly kind: KindName;
  /** The shape of a sample. */
  readonly shape: SampleShape;
  /** The names of the classes; empty where samples have no labels, or the variant does not use them. */
  readonly classes: readonly string[];
  /** What networks and model files need to know of the data; the condition where the variant uses it. */
  readonly facts: DataFacts;
  /** What was changed or left out as the data were read, in words for display. */
  readonly notes?: readonly string[] | undefined;
  /**
   * The batch of a step, counted from 0: tensors by the names of the task. Samples are float32
   * [batch, …shape] in [-1, 1], labels int32 [batch], conditions float32 [batch, 1].
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
  readonly conditioned?: boolean | undefined;
}

/**
 * Batches of one data set: `real`, and `label` or `condition` where the variant uses them.
 *
 * @param config the settings of a plan
 * @param variant the variant of the plan
 * @throws CoreError 'data-mismatch' when the variant learns from another kind, or uses labels or a
 * condition and the data have none
 * @example
 * const batches = imageBatches(dataset, plan.config, plan.variant);
 */
export function imageBatches(
  dataset: Dataset,
  config: BatchSettings,
  variant: BatchVariant,
): Batches {
  const { name, labeled = false, conditioned = false } = variant;
  checkKind(dataset, config, variant);
  const { batchSize, discriminatorSteps, seed } = config;
  const { labels, classes = [], calibration, vocabulary, table } = dataset;
  if (labeled && !labels && !dataset.draw) {
    const message = `${config.data}: has no labels, which ${name} needs; use labeled data, such as a folder with one subfolder for each class`;
    throw new CoreError('data-mismatch', message);
  }
  const condition = conditioned ? dataset.condition : undefined;
  if (conditioned && !condition) {
    const message = `${config.data}: has no condition of its samples, which ${name} needs; use volumes with energies`;
    throw new CoreError('data-mismatch', message);
  }
  const count = batchSize * discriminatorSteps;
  if (discriminatorSteps > 1 && count > dataset.size && !dataset.draw) {
    const message = `${config.data}: has ${dataset.size} samples, and a step takes ${count}, ${batchSize} in each of ${discriminatorSteps} discriminator updates; use a smaller batch size, or more samples`;
    throw new CoreError('data-mismatch', message);
  }
  const inOrder = (indices: Int32Array) => ({
    indices,
    labels: labels && indices.map((index) => labels[index] as number), // In range: the set's own.
  });
  const read = async (drawn: ReturnType<NonNullable<Dataset['draw']>>, step: number) => ({
    real: await samplesAt(dataset, drawn.indices, { seed, step }),
    ...(labeled && drawn.labels && { label: labelTensor(drawn.labels) }),
    ...(condition && { condition: conditionsAt(condition.values, drawn.indices) }),
  });
  return {
    description: describe(dataset, config),
    sources: sourcesOf(
      { real: [dataset, 'data'] },
      {
        ...(labeled && labels && { label: labelTensor(labels) }),
        ...(condition && { condition: conditionTensor(condition.values) }),
      },
    ),
    dataset: config.data,
    size: dataset.size,
    kind: dataset.kind ?? 'images',
    shape: dataset.shape,
    classes: labeled ? classes : [],
    facts: {
      ...(condition && { condition: conditionOf(condition) }),
      ...(calibration && { calibration }),
      ...(vocabulary && { vocabulary }),
      ...(table && { table }),
    },
    notes: dataset.notes,
    read: (step) =>
      read(
        dataset.draw?.(count, { seed, step }) ??
          inOrder(batchIndices(dataset.size, count, seed, step)),
        step,
      ),
    examples: (wanted) => read(inOrder(evenlySpaced(dataset.size, wanted)), 0),
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
  config: BatchSettings,
  purposes: Readonly<Record<'a' | 'b', string>>,
): Batches {
  const { batchSize, seed, dataA = '', dataB = '', data } = config;
  const read = (dataset: Dataset, step: number, purpose: string) =>
    samplesAt(dataset, batchIndices(dataset.size, batchSize, seed, step, purpose), { seed, step });
  return {
    description:
      a.name === b.name ? describe(a, config) : `${describe(a, config)}; ${describe(b, config)}`,
    sources: sourcesOf({ a: [a, purposes.a], b: [b, purposes.b] }),
    dataset: dataA === '' ? data : `${dataA} ${dataB}`,
    size: Math.min(a.size, b.size),
    kind: a.kind ?? 'images',
    shape: a.shape,
    classes: [],
    facts: {},
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

/**
 * @param parts data sets with the keys of their orders, by the names of their tensors
 * @param values what is known of all samples of a data set in its order, by the names of the tensors
 */
function sourcesOf(
  parts: Readonly<Record<string, readonly [dataset: Dataset, order: string]>>,
  values: Readonly<Record<string, HostTensor>> = {},
): Batches['sources'] {
  const sources: Record<string, BatchSource> = {};
  for (const [name, [dataset, order]] of Object.entries(parts)) {
    const { changes, draw } = dataset;
    if (draw || changes === 'unknown') return undefined;
    const { whole = dataset, ...crop } = changes ?? {};
    sources[name] = {
      order,
      ...(changes && { crop: crop as BatchSource['crop'] }),
      dims: [whole.size, ...whole.shape],
      readAll: () =>
        samplesAt(
          whole,
          Int32Array.from({ length: whole.size }, (_, i) => i),
        ),
    };
  }
  for (const [name, all] of Object.entries(values)) {
    sources[name] = { order: 'data', dims: all.dims, readAll: () => Promise.resolve(all) };
  }
  return sources;
}

function conditionsAt(values: Float32Array, indices: Int32Array): HostTensor {
  // In range: the set's own indices.
  return conditionTensor(Float32Array.from(indices, (index) => values[index] as number));
}

function labelTensor(data: Int32Array): HostTensor {
  return { dtype: 'int32', dims: [data.length], data };
}

/** `count` indices, evenly spaced over a data set. */
function evenlySpaced(size: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count) % size);
}

function describe(
  { name, size, kind = 'images', shape, table }: Dataset,
  { sampleRate }: BatchSettings,
): string {
  const { noun, describe: inWords }: DataKind = dataKinds[kind];
  return `${name}, ${size.toLocaleString('en-US')} ${noun[1]} of ${inWords(shape, { table, sampleRate })}`;
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
