/** A generator of images from noise, over the worker that computes it. */
import { check } from './errors.ts';
import type { NoiseModel } from './model.ts';
import type { ModelWorker } from './model-worker.ts';
import type { NoiseSpec } from './models/noise-spec.ts';
import { drawNoise } from './noise.ts';

type Own = Pick<NoiseModel, 'kind' | 'latent' | 'classes' | 'noise' | 'draw'>;

export function noiseModel(worker: ModelWorker, spec: NoiseSpec): Own {
  const { latent, label, noise: distribution } = spec;
  const length = latent.reduce((product, size) => product * size, 1);
  return {
    kind: 'noise',
    latent,
    classes: label?.classes,
    noise: (options) => drawNoise(options, length),
    draw: async ({ noise, labels, onProgress }) => {
      const count = noise.length / length;
      check('noise', noise.length, Number.isInteger(count) && count > 0, `${length} numbers each`);
      const { mean, stddev } = distribution;
      const request = {
        noise: noise.map((value) => mean + stddev * value),
        labels: label && labelsOf(labels, count, label.classes.length),
      };
      return worker.call('draw', request, (done, total = count) => onProgress?.(done, total));
    },
  };
}

/** The labels that are given, else all classes in turn. @throws WebError 'bad-argument' */
function labelsOf(given: ArrayLike<number> | undefined, count: number, classes: number) {
  if (!given) return Int32Array.from({ length: count }, (_, i) => i % classes);
  check('labels', given.length, given.length === count, `${count}, one for each image`);
  const isClass = (label: number) => Number.isInteger(label) && label >= 0 && label < classes;
  const wrong = Array.from(given).find((label) => !isClass(label));
  check('label', wrong, wrong === undefined, `a whole number from 0 to ${classes - 1}`);
  return Int32Array.from(given);
}
