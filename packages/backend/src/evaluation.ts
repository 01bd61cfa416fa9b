/**
 * Computes recorded values with one model for all of them, fed with the known numbers. When that model
 * fails, each value is computed alone, so that one bad operation only affects what depends on it.
 */
import type { Value } from '@ganport/graph';
import { modelOfValues, type ValuesModel, withOneOutput } from '@ganport/graph/internal';
import type { HostTensor, Session, TensorMap } from '@ganport/runtime';
import type { ChosenProvider, SyncSession } from '@ganport/runtime/internal';
import { SessionCache } from './session-cache.ts';
import { Source } from './source.ts';

/** The numbers of a value that is an input or a constant. */
export type Feed = (value: Value) => Source;

export interface Evaluator {
  /**
   * Collects the graph before it returns, so that values may be given other origins afterwards.
   *
   * @param values with the origin 'node', each once
   * @returns their numbers, in order
   */
  evaluate(values: readonly Value[], feed: Feed): Source[];
  dispose(): void;
}

/** Computes at once where the provider can, otherwise later. */
export function evaluatorOn(provider: ChosenProvider): Evaluator {
  return provider.openSync ? syncEvaluator(provider.openSync) : laterEvaluator(provider);
}

function syncEvaluator(open: (model: Uint8Array) => SyncSession): Evaluator {
  const sessions = new SessionCache<SyncSession>(open, (session) => session.dispose());
  const run = ({ model, inputs }: ValuesModel, feed: Feed): HostTensor[] => {
    const tensors = inputs.map((value) => feed(value).peek() as HostTensor);
    const results = sessions.open(model).run(named(model, tensors));
    return model.graph.outputs.map(({ name }) => results[name] as HostTensor);
  };
  return {
    evaluate: (values, feed) => {
      const together = modelOfValues(values);
      try {
        return run(together, feed).map(Source.known);
      } catch (thrown) {
        if (values.length === 1) return [Source.failed(thrown)];
        return values.map((_, output) => {
          try {
            return Source.known(run(withOneOutput(together, output), feed)[0] as HostTensor);
          } catch (error) {
            return Source.failed(error);
          }
        });
      }
    },
    dispose: () => sessions.dispose(),
  };
}

function laterEvaluator(provider: ChosenProvider): Evaluator {
  const sessions = new SessionCache<Promise<Session>>(provider.open, disposeLater);
  const run = async ({ model, inputs }: ValuesModel, feeds: ReadonlyMap<Value, Source>) => {
    const tensors = await Promise.all(inputs.map((value) => (feeds.get(value) as Source).ready()));
    const results = await (await sessions.open(model)).run(named(model, tensors));
    return model.graph.outputs.map(({ name }) => results[name] as HostTensor);
  };
  return {
    evaluate: (values, feed) => {
      const together = modelOfValues(values);
      const feeds = new Map(together.inputs.map((value) => [value, feed(value)]));
      const results = run(together, feeds);
      const alone = async (output: number): Promise<HostTensor> => {
        try {
          return (await results)[output] as HostTensor;
        } catch (thrown) {
          if (values.length === 1) throw thrown;
          const [tensor] = await run(withOneOutput(together, output), feeds);
          return tensor as HostTensor;
        }
      };
      return values.map((_, output) => Source.coming(alone(output)));
    },
    dispose: () => sessions.dispose(),
  };
}

function named({ graph }: ValuesModel['model'], tensors: readonly HostTensor[]): TensorMap {
  return Object.fromEntries(graph.inputs.map(({ name }, i) => [name, tensors[i] as HostTensor]));
}

/** A session that still computes is disposed of when it has finished. */
async function disposeLater(session: Promise<Session>): Promise<void> {
  try {
    await (await session).dispose();
  } catch {
    // A session that did not open was reported to those who awaited its results.
  }
}
