/**
 * The statistics of real images: the features of the reference and of the held-out part, and the
 * metrics of one against the other (the floor). They are stored as a safetensors file, in a cache
 * or where a user asks for it, so that real images are processed once.
 */
import { dirname } from 'node:path';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import * as z from 'zod';
import { readInputFile } from '../files/read-input.ts';
import { LabError, messageOf } from '../errors.ts';
import { makeFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { cachePath } from '../files/cache.ts';
import {
  dataKinds,
  type KindName,
  decodeSafetensors,
  encodeSafetensors,
} from '@ganport/core/internal';
import { asFeatures } from '@ganport/core/metrics';
import { firstSamples, type SampleSet } from './sample-set.ts';

const FORMAT = 'ganport-statistics';
/** Increased when the features or metrics of the same images change. */
const VERSION = 3;

const spreadSchema = z.object({ mean: z.number(), stddev: z.number().exactOptional() });
const aboutSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Where the images came from. */
  reference: z.string(),
  heldOut: z.string(),
  extractor: z.object({ name: z.string(), sha256: z.string() }),
  /** The kind of the samples; images where it is missing. */
  kind: z.enum(Object.keys(dataKinds) as [KindName, ...KindName[]]).exactOptional(),
  /** The shape of a sample: height, width, channels of an image. */
  shape: z.array(z.int()).min(1).max(4),
  classes: z.array(z.string()).optional(),
  seed: z.int(),
  /** The values of the held-out part, by metric. */
  floor: z.record(z.string(), z.record(z.string(), z.union([z.number(), spreadSchema]))),
});

export interface Statistics {
  readonly about: Omit<z.infer<typeof aboutSchema>, 'format' | 'version'>;
  readonly reference: SampleSet;
  readonly heldOut: SampleSet;
}

/** Encodes a safetensors file, in parts. */
export function encodeStatistics({ about, reference, heldOut }: Statistics): Uint8Array[] {
  const text = JSON.stringify({ format: FORMAT, version: VERSION, ...about });
  const tensors = { ...toTensors('reference', reference), ...toTensors('heldOut', heldOut) };
  return encodeSafetensors({ tensors, metadata: { about: text } });
}

/**
 * Decodes a file of encodeStatistics.
 *
 * @param file named in errors
 * @throws LabError 'corrupt-file'
 */
export function decodeStatistics(bytes: Uint8Array, file: string): Statistics {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  try {
    const {
      format: _format,
      version: _version,
      ...about
    } = aboutSchema.parse(JSON.parse(metadata['about'] ?? ''));
    return {
      about,
      reference: fromTensors('reference', tensors),
      heldOut: fromTensors('heldOut', tensors),
    };
  } catch (cause) {
    const message = `${file}: has no statistics of real images; write them with ganport evaluate --stats-out`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

/**
 * Reads a file that an evaluation wrote as `statsOut`.
 *
 * @throws LabError 'not-found', 'corrupt-file'
 * @example
 * const real = await readStatistics('photos.safetensors');
 */
export async function readStatistics(file: string): Promise<Statistics> {
  return decodeStatistics(await readInputFile(file), file);
}

/**
 * The statistics of the first `count` images, without the floor where the count or the seed differ.
 */
export function firstStatistics(statistics: Statistics, count: number, seed: number): Statistics {
  const { about, reference, heldOut } = statistics;
  if (count === reference.features.count && seed === about.seed) return statistics;
  return {
    about: { ...about, seed, floor: {} },
    reference: firstSamples(reference, count),
    heldOut: firstSamples(heldOut, count),
  };
}

/** The file of a key in the cache. */
export function cachedStatisticsPath(key: string): string {
  return cachePath('statistics', `v${VERSION}-${key}.safetensors`);
}

/** Reads a file of the cache; undefined when it is missing or damaged. */
export function readCached(path: string): Promise<Statistics | undefined> {
  return readStatistics(path).catch(() => undefined);
}

/** Writes a file of the cache. @returns the reason of a failure, which costs only time */
export async function writeCached(
  path: string,
  statistics: Statistics,
): Promise<string | undefined> {
  try {
    await makeFolder(dirname(path));
    await writeFileAtomic(path, encodeStatistics(statistics));
    return undefined;
  } catch (cause) {
    return messageOf(cause);
  }
}

function toTensors(part: string, { features, probabilities }: SampleSet): TensorMap {
  const matrix = ({ data, count, width }: SampleSet['features']): HostTensor => ({
    dtype: 'float32',
    dims: [count, width],
    data,
  });
  return {
    [`${part}.features`]: matrix(features),
    ...(probabilities && { [`${part}.probabilities`]: matrix(probabilities) }),
  };
}

function fromTensors(part: string, tensors: TensorMap): SampleSet {
  const matrix = (tensor: HostTensor) => {
    if (!(tensor.data instanceof Float32Array)) throw new TypeError('features are float32');
    return asFeatures(tensor.data, tensor.dims[1] ?? NaN);
  };
  const [features, probabilities] = ['features', 'probabilities'].map(
    (name) => tensors[`${part}.${name}`],
  );
  if (!features) throw new TypeError(`no features of the ${part} part`);
  return {
    features: matrix(features),
    ...(probabilities && { probabilities: matrix(probabilities) }),
  };
}
