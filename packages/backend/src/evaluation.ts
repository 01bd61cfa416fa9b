/**
 * Computes recorded values with one model for all of them, fed with the known numbers. When that model
 * fails, each value is computed alone, so that one bad operation only affects what depends on it.
 */
import type { Value } from '@ganport/graph';
import { modelOfValues, type ValuesModel, withOneOutput } from '@ganport/graph/internal';
import type { HostTensor } from '@ganport/runtime';
import type { SessionCache } from './session-cache.ts';

/** Resolves to the numbers of a value that is an input or a constant. */
export type Feed = (value: Value) => Promise<HostTensor>;

/**
 * Collects the graph before it returns, so that values may be given other origins afterwards.
 *
 * @param values with the origin 'node', each once
 * @returns a promise for each value, in order
 */
export function evaluate(
  values: readonly Value[],
  feed: Feed,
  sessions: SessionCache,
): Promise<HostTensor>[] {
  const together = modelOfValues(values);
  const feeds = new Map(together.inputs.map((value) => [value, feed(value)]));
  const results = run(together, feeds, sessions);
  return values.map(async (_, output) => {
    try {
      return (await results)[output] as HostTensor;
    } catch (thrown) {
      if (values.length === 1) throw thrown;
      const [tensor] = await run(withOneOutput(together, output), feeds, sessions);
      return tensor as HostTensor;
    }
  });
}

async function run(
  { model, inputs }: ValuesModel,
  feeds: ReadonlyMap<Value, Promise<HostTensor>>,
  sessions: SessionCache,
): Promise<HostTensor[]> {
  const tensors = await Promise.all(inputs.map((value) => feeds.get(value) as Promise<HostTensor>));
  const named = model.graph.inputs.map(({ name }, i) => [name, tensors[i] as HostTensor] as const);
  const session = await sessions.open(model);
  const results = await session.run(Object.fromEntries(named));
  return model.graph.outputs.map(({ name }) => results[name] as HostTensor);
}
