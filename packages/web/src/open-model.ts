/** Opens a model in a worker: a generator of images from noise, or a translator of images. */
import { check } from './errors.ts';
import { imageModel } from './image-model.ts';
import type { ImageModel, ModelInfo, NoiseModel, OpenOptions } from './model.ts';
import { type ModelWorker, openWorker } from './model-worker.ts';
import { noiseModel } from './noise-model.ts';
import type { PageProvider, Requests } from './worker/protocol.ts';

const orders: Readonly<Record<PageProvider | 'auto', readonly PageProvider[]>> = {
  wasm: ['wasm'],
  webgpu: ['webgpu', 'wasm'],
  auto: ['webgpu', 'wasm'],
};

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
  const { provider = 'wasm', runtime, threads, sha256, bytes } = options;
  check('provider', provider, Object.hasOwn(orders, provider), 'wasm, webgpu or auto');
  const request: Requests['open'] = {
    source: source instanceof Uint8Array ? source : absolute(source),
    providers: orders[provider],
    allowSoftware: provider === 'webgpu',
    runtime: runtime === undefined ? undefined : absolute(runtime),
    threads,
    sha256,
    bytes,
  };
  const worker = await openWorker(request, options);
  const { spec } = worker.opened();
  return spec.kind === 'image'
    ? withInfo(imageModel(worker, spec), worker)
    : withInfo(noiseModel(worker, spec), worker);
}

/** A model with what is known of it, which changes when it is opened anew. */
function withInfo<T extends object>(model: T, worker: ModelWorker): T & ModelInfo {
  const info: ModelInfo = {
    bytes: worker.opened().bytes,
    get provider() {
      return worker.opened().provider;
    },
    get refused() {
      return worker.opened().refused;
    },
    get notes() {
      return worker.opened().notes;
    },
    close: () => worker.close(),
  };
  return Object.defineProperties(model, Object.getOwnPropertyDescriptors(info)) as T & ModelInfo;
}

/** @throws WebError 'bad-argument' */
function absolute(address: string | URL): string {
  const given = String(address);
  check('address', given, URL.canParse(given, document.baseURI), 'an address');
  return new URL(given, document.baseURI).href;
}
