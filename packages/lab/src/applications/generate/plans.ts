/** Which noise and labels to draw, and how the images are to be laid out: a sheet, or a walk. */
import { sampleNoise } from '@ganport/core';
import type { Latents } from './noise-generator.ts';
import { slerp } from './spherical.ts';
import { truncate } from './truncation.ts';

export interface Drawing extends Latents {
  readonly count: number;
  /** Images in a row. */
  readonly columns: number;
}

interface Source {
  readonly seed: number;
  /** Length of a noise vector. */
  readonly latent: number;
  /** See truncate. */
  readonly truncation?: number;
  /** The classes that are wanted, by number; none for a generator that is not told. */
  readonly labels?: readonly number[];
}

/** Images of independent vectors. */
export interface Sheet extends Source {
  readonly count: number;
  /** `count` images of each label, a row for each; else `count` in all, labels in turn. */
  readonly isRowPerLabel: boolean;
}

export function planSheet(sheet: Sheet): Drawing {
  const { count: wanted, labels, isRowPerLabel } = sheet;
  const rows = isRowPerLabel && labels ? labels.length : 1;
  const count = rows * wanted;
  const columns = rows > 1 || isRowPerLabel ? wanted : Math.ceil(Math.sqrt(count));
  const labelAt = (i: number) => (isRowPerLabel ? Math.floor(i / wanted) : i);
  return { count, columns, noise: noiseOf(sheet, count), ...labelled(labels, count, labelAt) };
}

/** Images on the way from one vector to the next. */
export interface Walk extends Source {
  /** Vectors that are passed, at least 2. */
  readonly stops: number;
  /** Images from one to the next. */
  readonly frames: number;
  /** From the last on to the first again, none twice: for pictures that move without an end. */
  readonly isRound: boolean;
}

/** A row for each pair of vectors, of the next label. */
export function planWalk(walk: Walk): Drawing {
  const { stops, frames, isRound, latent, labels } = walk;
  const pairs = isRound ? stops : stops - 1;
  const vectors = noiseOf(walk, stops);
  const vector = (i: number) => vectors.subarray((i % stops) * latent, ((i % stops) + 1) * latent);
  const count = pairs * frames;
  const noise = new Float32Array(count * latent);
  // In a row of its own the last image is the vector that the row leads to.
  const steps = isRound ? frames : Math.max(1, frames - 1);
  for (let i = 0; i < count; i++) {
    const [pair, frame] = [Math.floor(i / frames), i % frames];
    noise.set(slerp(vector(pair), vector(pair + 1), frame / steps), i * latent);
  }
  const labelAt = (i: number) => Math.floor(i / frames);
  return { count, columns: frames, noise, ...labelled(labels, count, labelAt) };
}

function noiseOf({ seed, latent, truncation }: Source, count: number): Float32Array {
  const noise = sampleNoise(seed, count, latent).data as Float32Array;
  return truncation === undefined ? noise : truncate(noise, truncation, seed);
}

/** @param labelAt which of `labels` an image has, counted on beyond their end */
function labelled(
  labels: readonly number[] | undefined,
  count: number,
  labelAt: (image: number) => number,
): { labels?: Int32Array } {
  if (!labels) return {};
  const at = (i: number) => labels[labelAt(i) % labels.length] ?? 0;
  return { labels: Int32Array.from({ length: count }, (_, i) => at(i)) };
}
