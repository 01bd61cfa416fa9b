/**
 * Draws images of each class until enough of them pass: those that show their class clearly and are
 * no copies of training images. An image depends only on the seed, the class and its number.
 */
import { fillNormal, sampleLength, keyed } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';
import type { ClassProbabilities } from './classifier.ts';
import type { ConditionalGenerator } from './conditional-generator.ts';
import type { Nearest } from './nearest.ts';

export interface DrawRequest {
  readonly generator: ConditionalGenerator;
  /** The numbers of the classes. */
  readonly labels: readonly number[];
  readonly perClass: number;
  readonly seed: number;
  /** Rejects images whose class has less than this probability. */
  readonly confidence?: { readonly classifier: ClassProbabilities; readonly least: number };
  /** Rejects images that are nearer than this to a training image. */
  readonly duplicates?: { readonly nearest: Nearest; readonly distance: number };
  /** Receives each image that passed, [height, width, channels], eight bits a value. */
  readonly take: (label: number, pixels: Uint8Array) => Promise<void>;
  readonly onProgress?: (taken: number) => void;
  /** Aborts the drawing with its reason. */
  readonly signal?: AbortSignal;
}

export interface DrawCounts {
  readonly drawn: number;
  readonly unsure: number;
  readonly nearDuplicates: number;
}

/** Images that are drawn and classified at a time. */
const BATCH = 256;

/**
 * A class fails after this many times the requested images were drawn, and at least LEAST_PATIENCE.
 */
const PATIENCE = 20;
const LEAST_PATIENCE = 2000;

/** @throws LabError 'data-mismatch' when the generator does not give enough of a class */
export async function drawSet(request: DrawRequest): Promise<DrawCounts> {
  const total = { drawn: 0, unsure: 0, nearDuplicates: 0 };
  let taken = 0;
  for (const label of request.labels) {
    const counts = await drawClass(request, label, () => request.onProgress?.(++taken));
    total.drawn += counts.drawn;
    total.unsure += counts.unsure;
    total.nearDuplicates += counts.nearDuplicates;
  }
  return total;
}

async function drawClass(
  { generator, perClass, seed, confidence, duplicates, take, signal }: DrawRequest,
  label: number,
  onTaken: () => void,
): Promise<DrawCounts> {
  const length = sampleLength(generator.shape);
  const noise = new Float32Array(BATCH * generator.latent);
  const labels = new Int32Array(BATCH).fill(label);
  const counts = { drawn: 0, unsure: 0, nearDuplicates: 0 };
  const most = Math.max(LEAST_PATIENCE, PATIENCE * perClass);
  for (let taken = 0, batch = 0; taken < perClass; batch++) {
    if (counts.drawn >= most) throw tooFew(generator, label, taken, perClass, counts);
    signal?.throwIfAborted();
    fillNormal(keyed(seed, `augment/${label}`, batch), noise);
    const { data: images } = await generator.draw({ noise, labels });
    const sure = await confidentImages(images, label, generator, confidence);
    const distances = await duplicates?.nearest.distances(pick(images, sure, length));
    const before = taken;
    let measured = 0;
    // Images after the last one that is needed are not counted.
    for (let i = 0; i < BATCH && taken < perClass; i++) {
      counts.drawn++;
      if (sure[measured] !== i) {
        counts.unsure++;
        continue;
      }
      const near = duplicates && (distances?.[measured] ?? Infinity) < duplicates.distance;
      measured++;
      if (near) {
        counts.nearDuplicates++;
        continue;
      }
      await take(label, toBytes(images.subarray(i * length, (i + 1) * length)));
      taken++;
    }
    for (let i = before; i < taken; i++) onTaken();
  }
  return counts;
}

/** The indices of the images that show their class clearly enough, in order. */
async function confidentImages(
  images: Float32Array,
  label: number,
  { classes, path }: ConditionalGenerator,
  confidence: DrawRequest['confidence'],
): Promise<number[]> {
  const all = Array.from({ length: BATCH }, (_, i) => i);
  if (!confidence) return all;
  const { classifier, least } = confidence;
  const probabilities = await classifier.probabilities(images);
  if (probabilities.length !== BATCH * classes.length) {
    const known = probabilities.length / BATCH;
    const message = `the classifier has ${known} classes, ${path} has ${classes.length}; give --classifier with the same classes`;
    throw new LabError('data-mismatch', message);
  }
  return all.filter((i) => (probabilities[i * classes.length + label] ?? 0) >= least);
}

function pick(images: Float32Array, indices: readonly number[], length: number): Float32Array {
  const picked = new Float32Array(indices.length * length);
  indices.forEach((index, i) => {
    picked.set(images.subarray(index * length, (index + 1) * length), i * length);
  });
  return picked;
}

function toBytes(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) =>
    Math.min(255, Math.max(0, Math.round((value + 1) * 127.5))),
  );
}

function tooFew(
  { path, classes }: ConditionalGenerator,
  label: number,
  taken: number,
  perClass: number,
  { drawn, unsure, nearDuplicates }: DrawCounts,
): LabError {
  const why = `${unsure} of doubtful class, ${nearDuplicates} near-duplicates`;
  const message = `${path}: class ${classes[label]}: of ${drawn} images drawn ${taken} passed (${why}), ${perClass} are needed; train the generator longer, or ask for less`;
  return new LabError('data-mismatch', message);
}
