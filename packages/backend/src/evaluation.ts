/**
 * Computes recorded values with one model for all of them, fed with the known numbers. When that model
 * fails, each value is computed alone, so that one bad operation only affects what depends on it.
 */
import type { ConvolutionStrategy, OnnxModel, Value } from '@ganport/graph';
import { recordingOf, withOneOutput } from '@ganport/graph/internal';
import type { HostTensor, Session } from '@ganport/runtime';
import type { ChosenProvider, SyncSession } from '@ganport/runtime/internal';
import { convolutionsOn } from './convolutions.ts';
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
  /** Whether the numbers are known when `evaluate` returns. */
  readonly isSync: boolean;
  dispose(): void;
}

/** Computes at once where the provider can, otherwise later. */
export function evaluatorOn(provider: ChosenProvider): Evaluator {
  const strategy = convolutionsOn[provider.provider];
  return 'openSync' in provider
    ? syncEvaluator(provider.openSync, strategy)
    : laterEvaluator(provider.open, strategy);
}

function syncEvaluator(
  open: (model: Uint8Array) => SyncSession,
  strategy: ConvolutionStrategy,
): Evaluator {
  const release = (session: SyncSession) => session.dispose();
  const cache = new SessionCache<SyncSession>({ open, release }, strategy);
  const evaluate: Evaluator['evaluate'] = (values, feed) => {
    const recording = recordingOf(values);
    try {
      const tensors = recording.inputs.map((value) => feed(value).peek() as HostTensor);
      const { session, feeds } = cache.open(recording).prepare(tensors);
      const results = session.run(feeds);
      return values.map((_, i) => Source.known(results[`y${i}`] as HostTensor));
    } catch (thrown) {
      if (values.length === 1) return [Source.failed(thrown)];
      return values.flatMap((value) => evaluate([value], feed));
    }
  };
  return { evaluate, isSync: true, dispose: () => cache.dispose() };
}

function laterEvaluator(
  open: (model: Uint8Array) => Promise<Session>,
  strategy: ConvolutionStrategy,
): Evaluator {
  const cache = new SessionCache<Promise<Session>>({ open, release: disposeLater }, strategy);
  return {
    isSync: false,
    evaluate: (values, feed) => {
      const recording = recordingOf(values);
      const program = cache.open(recording);
      const sources = recording.inputs.map(feed);
      const results = Promise.all(sources.map((source) => source.ready())).then(async (tensors) => {
        const { session, feeds } = program.prepare(tensors);
        return (await session).run(feeds);
      });
      const alone = async (output: number): Promise<HostTensor> => {
        const name = `y${output}`;
        try {
          return (await results)[name] as HostTensor;
        } catch (thrown) {
          if (values.length === 1) throw thrown;
          return runOnce(open, withOneOutput(program.model, output), sources, name);
        }
      };
      return values.map((_, output) => Source.coming(alone(output)));
    },
    dispose: () => cache.dispose(),
  };
}

/** Computes the only output of a model, which has some of the recording's inputs. */
async function runOnce(
  open: (model: Uint8Array) => Promise<Session>,
  model: OnnxModel,
  sources: readonly Source[],
  output: string,
): Promise<HostTensor> {
  const feeds = model.graph.inputs.map(async ({ name }) => {
    const source = sources[Number(name.slice(1))] as Source;
    return [name, await source.ready()] as const;
  });
  const session = await open(model.bytes());
  try {
    const results = await session.run(Object.fromEntries(await Promise.all(feeds)));
    return results[output] as HostTensor;
  } finally {
    await session.dispose();
  }
}

/** A session that still computes is disposed of when it has finished. */
async function disposeLater(session: Promise<Session>): Promise<void> {
  try {
    await (await session).dispose();
  } catch {
    // A session that did not open was reported to those who awaited its results.
  }
}
