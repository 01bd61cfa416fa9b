/**
 * Fits a model to the provider that is about to run it, when it is loaded: @ganport/graph has the
 * search, which is loaded here and not before, and this folder the bench and the cache.
 */
import { env } from 'onnxruntime-common';
import type * as GraphPackage from '@ganport/graph';
import type * as OptimizePackage from '@ganport/graph/optimize';
import { messageOf } from '../errors.ts';
import { notInstalled } from '../load-runtime.ts';
import type { Provider } from '../provider.ts';
import type { Channel } from '../remote/protocol.ts';
import { channelBench } from './channel-bench.ts';
import { digestOf, sealed, unsealed } from './sealed.ts';

/** Where tuned models are kept. One that cannot be read is made again. */
export interface TuneCache {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, model: Uint8Array): Promise<void>;
  /** Runs a task while no other page or process that shares the cache runs one of the same key. */
  alone?<T>(key: string, task: () => Promise<T>): Promise<T>;
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

export interface Tuned {
  readonly model: Uint8Array;
  /** Why the next load searches again. */
  readonly note?: string;
}

/** Searches that are under way, by their keys. */
const searches = new Map<string, Promise<Tuned>>();

/**
 * The model as it is fastest here: from the cache, or after a search, whose result is kept. It is the
 * original where nothing is faster, and where its provider does not run. Sessions that are opened
 * together share a search.
 *
 * @throws RuntimeError `not-installed` without @ganport/graph; GraphError for bytes that are no model
 */
export async function tuneModel(bytes: Uint8Array, request: TuneRequest): Promise<Tuned> {
  const { cache } = request;
  const key = cache && (await keyOf(bytes, request));
  if (!key) return searched(bytes, request);
  const present = searches.get(key);
  if (present) return present;
  const task = () => keptOrFound(key, cache, bytes, request);
  const made = cache.alone ? cache.alone(key, task) : task();
  searches.set(key, made);
  try {
    return await made;
  } finally {
    searches.delete(key);
  }
}

async function keptOrFound(
  key: string,
  cache: TuneCache,
  bytes: Uint8Array,
  request: TuneRequest,
): Promise<Tuned> {
  const kept = await cache.get(key).catch(() => undefined);
  const known = kept && (await unsealed(kept));
  if (known) return { model: known };
  const found = await searched(bytes, request);
  if (found.note !== undefined) return found;
  try {
    await cache.put(key, await sealed(found.model));
    return found;
  } catch (thrown) {
    return { ...found, note: `the tuned model is not kept: ${messageOf(thrown)}` };
  }
}

async function searched(bytes: Uint8Array, request: TuneRequest): Promise<Tuned> {
  const { graph, search } = await loadSearch();
  const model = graph.readModel(bytes);
  const bench = channelBench(model, { graph, search }, request);
  if (!(await bench.runs())) {
    return { model: bytes, note: 'not tuned: the model does not run on inputs of usual sizes' };
  }
  const result = await search.optimize(model, { bench, seconds: request.seconds });
  return { model: new graph.OnnxModel(result.model).bytes() };
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
  if (!globalThis.crypto?.subtle) return undefined;
  const content = hex(await digestOf(bytes));
  const place = JSON.stringify([provider, threads, machine, env.versions.common, searchVersion]);
  return hex(await digestOf(new TextEncoder().encode(`${content} ${place}`)));
}

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Counts the changes of the search or its forms after which it finds others. */
const searchVersion = 2;
