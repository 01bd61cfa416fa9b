/** Opens a model in a worker: a generator of images from noise, or a translator of images. */
import { imageModel } from './image-model.ts';
import type { ImageModel, NoiseModel, OpenOptions } from './model.ts';
import { noiseModel } from './noise-model.ts';
import { openWith } from './open-with.ts';

const startWorker = () =>
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'ganport' });

/**
 * Opens an ONNX file in a worker.
 *
 * @param source the address of a file, seen from the page, or its bytes
 * @throws WebError 'not-found', 'damaged', 'invalid-model', 'unsuitable-model', 'no-provider'
 * @example
 * const model = await openModel('generator.onnx');
 * if (model.kind === 'noise') {
 *   const { pictures } = await model.draw({ noise: model.noise({ seed: 1, count: 25 }) });
 * }
 */
export async function openModel(
  source: string | URL | Uint8Array,
  options: OpenOptions = {},
): Promise<NoiseModel | ImageModel> {
  return openWith(
    {
      start: startWorker,
      model: (worker, spec) =>
        spec.kind === 'image' ? imageModel(worker, spec) : noiseModel(worker, spec),
    },
    source,
    options,
  );
}
