/** The bench of a search for one model, on sessions at the other end of a channel. */
import type * as GraphPackage from '@ganport/graph';
import type { Model } from '@ganport/graph';
import type * as OptimizePackage from '@ganport/graph/optimize';
import type { Bench } from '@ganport/graph/optimize';
import { RuntimeError } from '../errors.ts';
import type { Provider } from '../provider.ts';
import type { Channel } from '../remote/protocol.ts';
import { runOnce } from '../remote/run-once.ts';
import { timeModels } from '../remote/time-models.ts';
import { elementCount, elementTypes, type HostTensor, type TensorMap } from '../tensor.ts';

interface Packages {
  readonly graph: typeof GraphPackage;
  readonly search: typeof OptimizePackage;
}

interface Place {
  readonly channel: Channel;
  readonly provider: Provider;
  readonly threads: number | undefined;
}

/** Largest difference that passes, in relation to the root mean square of an output. */
const tolerance = 1e-3;

/** A bench, which also says whether the original runs at all. */
export function channelBench(
  model: Model,
  { graph: { OnnxModel }, search: { shapesIn, usualSize, withShapes } }: Packages,
  { channel, provider, threads }: Place,
): Bench & { readonly runs: () => Promise<boolean> } {
  const bytesOf = (one: Model) => new OnnxModel(one).bytes();
  const options = { provider, ...(threads !== undefined && { threads }) };
  const run = (one: Model, feeds: TensorMap): Promise<TensorMap> =>
    runOnce(channel, { model: bytesOf(one), ...options }, feeds);
  const isOpen = model.graph.inputs.some(({ shape }) => shape.some((n) => typeof n === 'string'));
  const sizes = isOpen ? [0, 1] : [0];
  const feeds = sizes.map((more) => drawn(model, usualSize, more));
  let expected: Promise<readonly TensorMap[]> | undefined;
  const originals = () => (expected ??= each(feeds, (one) => run(model, one)));

  return {
    runs: () => unlessFailed(async () => (await originals()).length > 0, false),

    shapes: (values) => {
      const probe = withShapes(model, values);
      const shapesAt = async (one: TensorMap) => shapesIn(await run(probe, one), values);
      return unlessFailed(() => each(feeds, shapesAt), []);
    },

    measure: (models, seconds) => {
      const [first] = models;
      const isWhole = JSON.stringify(first?.graph.inputs) === JSON.stringify(model.graph.inputs);
      const inputs = first && !isWhole ? drawn(first, usualSize, 0) : (feeds[0] ?? {});
      return timeModels(channel, {
        ...options,
        models: models.map(bytesOf),
        feeds: inputs,
        seconds,
      });
    },

    agrees: (candidate) =>
      unlessFailed(async () => {
        const results = await each(feeds, (one) => run(candidate, one));
        const wanted = await originals();
        return results.every((outputs, i) => areClose(outputs, wanted[i] ?? {}));
      }, false),
  };
}

async function each<T, R>(list: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of list) results.push(await make(item));
  return results;
}

async function unlessFailed<T>(task: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await task();
  } catch (thrown) {
    if (thrown instanceof RuntimeError) return otherwise;
    throw thrown;
  }
}

/**
 * Inputs of a model: floating-point numbers from -1 to 1, and zeros, which are positions in any table.
 *
 * @param more is added to the size of each open dimension, once more for each that follows
 */
function drawn({ graph }: Model, usualSize: (axis: number) => number, more: number): TensorMap {
  const open = [...new Set(graph.inputs.flatMap(({ shape }) => shape))].filter(
    (size) => typeof size === 'string',
  );
  let state = 1;
  const inputs = graph.inputs.map(({ name, dtype, shape }) => {
    const dims = shape.map((size, axis) => {
      if (typeof size === 'number') return size;
      return usualSize(axis) + more * (open.indexOf(size) + 1);
    });
    const data = new elementTypes[dtype].array(elementCount(dims));
    const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
    if (data instanceof Float32Array || data instanceof Float64Array) {
      for (let i = 0; i < data.length; i++) data[i] = next() / 2 ** 31 - 1;
    } else if (dtype === 'float16' && data instanceof Uint16Array) {
      // A sign, and ten bits of a number from 1/2 to 1.
      for (let i = 0; i < data.length; i++) data[i] = ((next() >>> 16) & 0x83ff) | 0x3800;
    }
    return [name, { dtype, dims, data }] as const;
  });
  return Object.fromEntries(inputs);
}

function areClose(outputs: TensorMap, expected: TensorMap): boolean {
  return Object.entries(expected).every(([name, tensor]) => {
    const own = outputs[name];
    return own?.dims.join() === tensor.dims.join() && own !== undefined && isClose(own, tensor);
  });
}

function isClose({ data }: HostTensor, expected: HostTensor): boolean {
  let squares = 0;
  for (let i = 0; i < expected.data.length; i++) squares += Number(expected.data[i]) ** 2;
  const most = tolerance * (Math.sqrt(squares / Math.max(1, expected.data.length)) + tolerance);
  for (let i = 0; i < expected.data.length; i++) {
    if (!(Math.abs(Number(data[i]) - Number(expected.data[i])) <= most)) return false;
  }
  return true;
}
