/**
 * Draws images of each class until there are enough that pass: what shows its class clearly enough and
 * is no copy of a training image. What is drawn depends on the seed, the class and its number alone.
 */
import { fillNormal, imageLength, keyed } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';
import type { Judge } from './classifier.ts';
import type { ConditionalGenerator } from './conditional-generator.ts';
import type { Nearest } from './nearest.ts';

export interface DrawRequest {
  readonly generator: ConditionalGenerator;
  /** The numbers of the classes. */
  readonly labels: readonly number[];
  readonly perClass: number;
  readonly seed: number;
  /** Images that it takes for their class with less than this probability are thrown away. */
  readonly confidence?: { readonly judge: Judge; readonly least: number };
  /** Images that are nearer than this to a training image are thrown away. */
  readonly duplicates?: { readonly nearest: Nearest; readonly distance: number };
  /** Takes each image that passed, as bytes. */
  readonly take: (label: number, pixels: Uint8Array) => Promise<void>;
  readonly onProgress?: (taken: number) => void;
  /** Ends the drawing with its reason. */
  readonly signal?: AbortSignal;
}

export interface DrawCounts {
  readonly drawn: number;
  readonly unsure: number;
  readonly nearDuplicates: number;
}

/** Drawn and judged at once. */
const BATCH = 256;

/** A class is given up when so many times what is asked for has been drawn, and this many at least. */
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
  const length = imageLength(generator.shape);
  const noise = new Float32Array(BATCH * generator.latent);
  const labels = new Int32Array(BATCH).fill(label);
  const counts = { drawn: 0, unsure: 0, nearDuplicates: 0 };
  const most = Math.max(LEAST_PATIENCE, PATIENCE * perClass);
  for (let taken = 0, batch = 0; taken < perClass; batch++) {
    if (counts.drawn >= most) throw tooFew(generator, label, taken, perClass, counts);
    signal?.throwIfAborted();
    fillNormal(keyed(seed, `augment/${label}`, batch), noise);
    const { data: images } = await generator.draw({ noise, labels });
    const sure = await sureOnes(images, label, generator, confidence);
    const distances = await duplicates?.nearest.distances(pick(images, sure, length));
    const before = taken;
    let judged = 0;
    // Counted up to the last one that was wanted, so that the shares are those of what was needed.
    for (let i = 0; i < BATCH && taken < perClass; i++) {
      counts.drawn++;
      if (sure[judged] !== i) {
        counts.unsure++;
        continue;
      }
      const near = duplicates && (distances?.[judged] ?? Infinity) < duplicates.distance;
      judged++;
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

/** Which of the images show their class surely enough, in order. */
async function sureOnes(
  images: Float32Array,
  label: number,
  { classes, path }: ConditionalGenerator,
  confidence: DrawRequest['confidence'],
): Promise<number[]> {
  const all = Array.from({ length: BATCH }, (_, i) => i);
  if (!confidence) return all;
  const { judge, least } = confidence;
  const probabilities = await judge.probabilities(images);
  if (probabilities.length !== BATCH * classes.length) {
    const known = probabilities.length / BATCH;
    const message = `the classifier knows ${known} classes, ${path} has ${classes.length}; give a classifier of the same`;
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
  const why = `${unsure} were not sure enough, ${nearDuplicates} near-duplicates`;
  const message = `${path}: class ${classes[label]}: of ${drawn} images drawn ${taken} passed (${why}), ${perClass} are wanted; train the generator longer, or ask for less`;
  return new LabError('data-mismatch', message);
}
