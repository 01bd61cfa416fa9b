/** A session in this thread, over ONNX Runtime's own. */
import { isGone, messageOf, RuntimeError } from '../errors.ts';
import { checkFeeds, checkFetches } from '../feeds.ts';
import { fromOrt, toOrt, type OrtTensor } from '../ort.ts';
import { Queue, type Serialize } from '../queue.ts';
import type { Session } from '../session.ts';
import type { HostTensor, TensorMap } from '../tensor.ts';
import type { OpenedSession } from './open.ts';

/** Owns the opened session from now on: disposing the result releases it. */
export function localSession(opened: OpenedSession): Session {
  const { ort, session, info, serialize, release } = opened;
  const queue = new Queue();
  return {
    ...info,
    run: (feeds, fetches) =>
      queue.add(async () => {
        checkFeeds(info.inputs, feeds);
        const wanted = checkFetches(info.outputs, fetches);
        if (wanted.length === 0) return {};
        const results = await compute(serialize, () =>
          session.run(toOrtMap(ort, feeds), [...wanted]),
        );
        return Object.fromEntries(wanted.map((name) => [name, pick(results, name)]));
      }),
    dispose: () => queue.close(() => free(serialize, release)),
  };
}

/** Frees what a session has; where its device is gone, nothing is left to free. */
export async function free(serialize: Serialize, task: () => Promise<void>): Promise<void> {
  try {
    await serialize(task);
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown;
  }
}

export function toOrtMap(ort: OpenedSession['ort'], feeds: TensorMap): Record<string, OrtTensor> {
  return Object.fromEntries(Object.entries(feeds).map(([name, t]) => [name, toOrt(ort, t)]));
}

/** Runs ONNX Runtime after all earlier calls, and gives its failure our error class. */
export async function compute<T>(serialize: Serialize, run: () => Promise<T>): Promise<T> {
  try {
    return await serialize(run);
  } catch (cause) {
    throw cause instanceof RuntimeError ? cause : runFailed(cause);
  }
}

/** What ONNX Runtime threw while it computed, as our error. */
export function runFailed(cause: unknown): RuntimeError {
  return new RuntimeError('run-failed', `ONNX Runtime: ${withoutPlace(messageOf(cause))}`, {
    cause,
  });
}

/** One output as a host tensor. */
export function pick(results: Readonly<Record<string, OrtTensor>>, name: string): HostTensor {
  const tensor = results[name];
  if (!tensor) throw new RuntimeError('run-failed', `output ${name}: was not computed`);
  return fromOrt(name, tensor);
}

/**
 * ONNX Runtime's message: the node and what is wrong, without the file, line and signature of its own
 * function.
 */
function withoutPlace(message: string): string {
  return message
    .replace(
      /^Non-zero status code returned while running (\S+) node\. Name:'(.*?)' /,
      '$1 node $2: ',
    )
    .replace('Status Message: ', '')
    .replace(/\S+\.(?:cc|h):\d+ (?:.*\) |\S+ )/, '')
    .replace(' node : ', ' node: ');
}
