/**
 * What a generator draws, and how its images are laid out: a sheet of independent images, or a walk
 * from one noise vector to the next.
 */
import { sampleNoise } from '@ganport/core';
import { lerp, slerp, truncate, type NoiseName } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';
import type { Latents } from './noise-generator.ts';

/** The noise and labels of images, and their layout. */
export interface Drawing extends Latents {
  /** The number of images. */
  readonly count: number;
  /** The number of images in a row. */
  readonly columns: number;
}

interface Source {
  readonly seed: number;
  /** The length of a noise vector. */
  readonly latent: number;
  /** The distribution of the noise; standard normal unless given. */
  readonly noise?: NoiseName;
  /** Values beyond this many standard deviations are drawn again, at least 0.01. */
  readonly truncation?: number;
  /** The classes to draw, by number; none for a generator without a label input. */
  readonly labels?: readonly number[];
}

/** Images of independent noise vectors. */
export interface Sheet extends Source {
  readonly count: number;
  /**
   * Draws a row of `count` images for each label; otherwise `count` in all, with the labels in
   * turn.
   */
  readonly isRowPerLabel?: boolean;
  /** The class of each sample, in place of classes in turn. */
  readonly labelOfEach?: Int32Array | undefined;
}

/**
 * Plans a sheet of images.
 *
 * @throws CoreError 'bad-argument' for a truncation below 0.01
 * @example
 * const images = await generator.draw(planSheet({ seed: 1, latent: generator.latent, count: 25 }));
 */
export function planSheet(sheet: Sheet): Drawing {
  const { count: wanted, labels, isRowPerLabel = false, labelOfEach } = sheet;
  const rows = isRowPerLabel && labels ? labels.length : 1;
  const count = rows * wanted;
  const columns = rows > 1 || isRowPerLabel ? wanted : Math.ceil(Math.sqrt(count));
  const labelAt = (i: number) => (isRowPerLabel ? Math.floor(i / wanted) : i);
  const classes = labelOfEach ? { labels: labelOfEach } : labeled(labels, count, labelAt);
  return { count, columns, noise: noiseOf(sheet, count), ...classes };
}

/** Images on the way from one noise vector to the next. */
export interface Walk extends Source {
  /** The number of noise vectors, at least 2. */
  readonly stops: number;
  /** The number of images from one vector to the next. */
  readonly frames: number;
  /**
   * Continues from the last vector to the first, without a repeated image: for endless animations.
   */
  readonly isRound?: boolean;
}

/**
 * Plans a walk: a row of images for each pair of vectors, each row with the next label.
 *
 * @throws CoreError 'bad-argument' for a truncation below 0.01
 * @example
 * const walk = planWalk({ seed: 1, latent: generator.latent, stops: 5, frames: 12 });
 */
export function planWalk(walk: Walk): Drawing {
  const { stops, frames, isRound = false, latent, labels } = walk;
  const pairs = isRound ? stops : stops - 1;
  const vectors = noiseOf(walk, stops);
  const vector = (i: number) => vectors.subarray((i % stops) * latent, ((i % stops) + 1) * latent);
  const count = pairs * frames;
  const noise = new Float32Array(count * latent);
  // The last image of a row on its own is the vector that the row leads to.
  // The arc keeps the length of normal noise; uniform noise fills a cube, which has all straight lines.
  const between = walk.noise === 'uniform' ? lerp : slerp;
  const steps = isRound ? frames : Math.max(1, frames - 1);
  for (let i = 0; i < count; i++) {
    const [pair, frame] = [Math.floor(i / frames), i % frames];
    noise.set(between(vector(pair), vector(pair + 1), frame / steps), i * latent);
  }
  const labelAt = (i: number) => Math.floor(i / frames);
  return { count, columns: frames, noise, ...labeled(labels, count, labelAt) };
}

function noiseOf(
  { seed, latent, noise: name = 'normal', truncation }: Source,
  count: number,
): Float32Array {
  const noise = sampleNoise(seed, count, latent, name).data as Float32Array;
  if (truncation === undefined) return noise;
  if (name === 'normal') return truncate(noise, truncation, seed);
  const message = `--truncation: the noise of this generator is ${name}, and has no values to draw again; leave it out`;
  throw new LabError('bad-argument', message);
}

/** @param labelAt the index into `labels` for an image; it wraps around */
function labeled(
  labels: readonly number[] | undefined,
  count: number,
  labelAt: (image: number) => number,
): { labels?: Int32Array } {
  if (!labels) return {};
  const at = (i: number) => labels[labelAt(i) % labels.length] ?? 0;
  return { labels: Int32Array.from({ length: count }, (_, i) => at(i)) };
}
