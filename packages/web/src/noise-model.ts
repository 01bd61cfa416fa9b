/** A generator from noise, over the worker that computes it. */
import { drawClasses, keyed, spreadConditions } from '@ganport/core/internal';
import { check } from './errors.ts';
import type { NoiseModel } from './model.ts';
import type { ModelWorker } from './model-worker.ts';
import type { NoiseSpec } from './models/noise-spec.ts';
import { drawNoise } from './noise.ts';

/** The seed of classes that nobody chooses. */
const CLASS_SEED = 1;

type Own = Pick<
  NoiseModel,
  'kind' | 'latent' | 'classes' | 'condition' | 'samples' | 'distribution' | 'noise' | 'draw'
>;

export function noiseModel(worker: ModelWorker, spec: NoiseSpec): Own {
  const { latent, label, condition, samples, noise: distribution } = spec;
  const length = latent.reduce((product, size) => product * size, 1);
  const facts: Chosen = { classes: label?.classes, condition: condition?.facts, samples };
  return {
    kind: 'noise',
    latent,
    ...facts,
    distribution: distribution.name,
    noise: (options) => drawNoise(options, length, distribution.name),
    draw: async ({ noise, labels, conditions, onProgress }) => {
      const count = noise.length / length;
      check('noise', noise.length, Number.isInteger(count) && count > 0, `${length} numbers each`);
      const { center, scale } = distribution;
      const request = {
        noise: noise.map((value) => center + scale * value),
        labels: label && labelsOf(labels ?? usualLabels(facts, count), count, label.classes.length),
        conditions: condition && conditionsOf(conditions, count),
      };
      const progress = (done: number, total = count) => onProgress?.(done, total);
      const { samples: made, milliseconds } = await worker.call('draw', request, progress);
      const sounds = made.flatMap(({ sound }) => sound ?? []);
      const rows = made.flatMap(({ row }) => (row ? [row] : []));
      const lines = made.flatMap(({ line }) => line ?? []);
      return {
        pictures: made.flatMap(({ picture }) => picture ?? []),
        ...(sounds.length > 0 && { sounds }),
        ...(rows.length > 0 && { rows }),
        ...(lines.length > 0 && { lines }),
        milliseconds,
      };
    },
  };
}

type Chosen = Pick<NoiseModel, 'classes' | 'condition' | 'samples'>;

/**
 * The classes of samples where nobody chooses them, by number: those of rows as in the data, others in turn. The
 * first ones do not depend on the count.
 *
 * @returns [count], empty for a model without classes
 */
export function usualLabels({ classes, samples: { table } }: Chosen, count: number): Int32Array {
  if (!classes) return new Int32Array();
  return table
    ? drawClasses(table, keyed(CLASS_SEED, 'classes'), count)
    : Int32Array.from({ length: count }, (_, i) => i % classes.length);
}

/** The conditions where nobody chooses them, like those of the data; undefined for a model without one. */
export function usualConditions({ condition }: Chosen, count: number): Float32Array | undefined {
  return condition && spreadConditions(condition, count);
}

/** The labels that are given. @throws WebError 'bad-argument' */
function labelsOf(given: ArrayLike<number>, count: number, classes: number) {
  check('labels', given.length, given.length === count, `${count}, one for each image`);
  const isClass = (label: number) => Number.isInteger(label) && label >= 0 && label < classes;
  const wrong = Array.from(given).find((label) => !isClass(label));
  check('label', wrong, wrong === undefined, `a whole number from 0 to ${classes - 1}`);
  return Int32Array.from(given);
}

/** The conditions that are given; undefined where none are. @throws WebError 'bad-argument' */
function conditionsOf(given: ArrayLike<number> | undefined, count: number) {
  if (!given) return undefined;
  check('conditions', given.length, given.length === count, `${count}, one for each sample`);
  const wrong = Array.from(given).find((value) => !(value > 0 && value < Infinity));
  check('condition', wrong, wrong === undefined, 'a number above 0');
  return Float32Array.from(given);
}
