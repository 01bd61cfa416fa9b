/** A translator of images, over the worker that computes it. */
import { check } from './errors.ts';
import type { ImageModel } from './model.ts';
import type { ModelWorker } from './model-worker.ts';
import type { ImageSpec } from './models/image-spec.ts';
import type { Picture } from './pictures/picture.ts';

type Own = Pick<ImageModel, 'kind' | 'size' | 'translate'>;

export function imageModel(worker: ModelWorker, { height, width }: ImageSpec): Own {
  return {
    kind: 'image',
    size: 'fixed' in height && 'fixed' in width ? [height.fixed, width.fixed] : undefined,
    translate: async (image, { tile = 512, overlap = 64, onProgress } = {}) => {
      check('tile', tile, Number.isInteger(tile) && tile >= 16, 'a whole number from 16');
      const fits = Number.isInteger(overlap) && overlap >= 0 && 2 * overlap <= tile;
      check('overlap', overlap, fits, 'a whole number up to half a tile');
      const request = { image: image instanceof Blob ? image : pictureOf(image), tile, overlap };
      return worker.call('translate', request, (done, total = done) => onProgress?.(done, total));
    },
  };
}

function pictureOf({ width, height, data }: ImageData): Picture {
  return { width, height, rgba: data };
}
