/**
 * Fits a model to the provider that is about to run it, when it is loaded: @ganport/graph has the
 * search, which is loaded here and not before, and this folder the bench and the cache.
 */
import { env } from 'onnxruntime-common';
import type * as GraphPackage from '@ganport/graph';
import type * as OptimizePackage from '@ganport/graph/optimize';
import { notInstalled } from '../load-runtime.ts';
import type { Provider } from '../provider.ts';
import type { Channel } from '../remote/protocol.ts';
import { channelBench } from './channel-bench.ts';

/** Where tuned models are kept. A cache that fails is one that is empty. */
export interface TuneCache {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, model: Uint8Array): Promise<void>;
}

export interface TuneRequest {
  readonly provider: Provider;
  readonly threads: number | undefined;
  /** About how long the search may take. */
  readonly seconds: number;
  /** To sessions where the model will run. */
  readonly channel: Channel;
  readonly cache: TuneCache | undefined;
  /** What besides the runtime decides what is fast, such as the processor. */
  readonly machine: string;
}

/**
 * The model as it is fastest here: from the cache, or after a search, whose result is kept. It is the
 * original where nothing is faster, and where its provider does not run.
 *
 * @throws RuntimeError `not-installed` without @ganport/graph; GraphError for bytes that are no model
 */
export async function tuneModel(bytes: Uint8Array, request: TuneRequest): Promise<Uint8Array> {
  const { cache, seconds } = request;
  const key = cache && (await keyOf(bytes, request));
  const known = key && (await cache.get(key).catch(() => undefined));
  if (known) return known;
  const { graph, search } = await loadSearch();
  const model = graph.readModel(bytes);
  const bench = channelBench(model, { graph, search }, request);
  if (!(await bench.runs())) return bytes;
  const result = await search.optimize(model, { bench, seconds });
  const tuned = new graph.OnnxModel(result.model).bytes();
  if (key) await cache.put(key, tuned).catch(() => undefined);
  return tuned;
}

interface Search {
  readonly graph: typeof GraphPackage;
  readonly search: typeof OptimizePackage;
}

/** @throws RuntimeError `not-installed` */
async function loadSearch(): Promise<Search> {
  // Inside of `try`, bundlers take the package as one that may be absent.
  try {
    const graph = await import('@ganport/graph');
    return { graph, search: await import('@ganport/graph/optimize') };
  } catch (cause) {
    throw notInstalled('@ganport/graph', cause);
  }
}

/** Equal where the same search would be made. Pages without https have no digest, and no cache. */
async function keyOf(
  bytes: Uint8Array,
  { provider, threads = 0, machine }: TuneRequest,
): Promise<string | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) return undefined;
  const content = await digest(bytes);
  const place = JSON.stringify([provider, threads, machine, env.versions.common, searchVersion]);
  return digest(new TextEncoder().encode(`${content} ${place}`));

  async function digest(data: Uint8Array): Promise<string> {
    const hash = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(data)));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** Counts the changes of the search or its forms after which it finds others. */
const searchVersion = 1;
