/** Opens a model in a worker that the caller starts. */
import type { StartWorker } from './connection.ts';
import { check } from './errors.ts';
import type { ModelInfo, OpenOptions } from './model.ts';
import { type ModelWorker, openWorker } from './model-worker.ts';
import type { ModelSpec } from './model-spec.ts';
import type { PageProvider, Requests } from './worker/protocol.ts';

const orders: Readonly<Record<PageProvider | 'auto', readonly PageProvider[]>> = {
  wasm: ['wasm'],
  webgpu: ['webgpu', 'wasm'],
  auto: ['webgpu', 'wasm'],
};

/** What opens an ONNX file. */
export interface Opener<S extends ModelSpec, M extends object> {
  /** A worker of the role whose models it reads. */
  readonly start: StartWorker;
  /** What can be done with a model. */
  readonly model: (worker: ModelWorker, spec: S) => M;
}

/**
 * @param source the address of a file, seen from the page, or its bytes
 * @throws WebError 'not-found', 'damaged', 'invalid-model', 'unsuitable-model', 'no-provider'
 */
export async function openWith<S extends ModelSpec, M extends object>(
  { start, model }: Opener<S, M>,
  source: string | URL | Uint8Array,
  options: OpenOptions,
): Promise<M & ModelInfo> {
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
  const worker = await openWorker(start, request, options);
  // A worker has the specs of its role.
  return withInfo(model(worker, worker.opened().spec as S), worker);
}

/** A model with what is known of it, which changes when it is opened anew. */
function withInfo<M extends object>(model: M, worker: ModelWorker): M & ModelInfo {
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
  return Object.defineProperties(model, Object.getOwnPropertyDescriptors(info)) as M & ModelInfo;
}

/** @throws WebError 'bad-argument' */
function absolute(address: string | URL): string {
  const given = String(address);
  check('address', given, URL.canParse(given, document.baseURI), 'an address');
  return new URL(given, document.baseURI).href;
}
