/** Waiting for workers of which one may hang. */
import type { Reply, WorkerLink } from './protocol.ts';

/** Seconds that are waited at least: a machine may be busy with something else. */
const SECONDS = 60;
/** A worker may take so many times as long as the first one. */
const TIMES = 20;

/**
 * The next answer of each worker. Workers have equal shares of a batch, so one that is still silent long after
 * another has answered hangs, and is ended.
 *
 * @param patience - seconds that a worker may be silent after the first answer, at least; 60 where absent
 * @returns for each worker its answer, or WorkerLost
 */
export async function receiveAll(
  links: readonly WorkerLink[],
  patience = SECONDS,
): Promise<PromiseSettledResult<Reply>[]> {
  const start = performance.now();
  const silent = new Set(links);
  const answers = links.map((link) => link.receive().finally(() => silent.delete(link)));
  const all = Promise.allSettled(answers);
  await Promise.race(answers).catch(() => undefined);
  const seconds = Math.max(patience, (TIMES * (performance.now() - start)) / 1000);
  const timer = setTimeout(() => {
    for (const link of silent) void link.close(`no answer for ${Math.ceil(seconds)} s`);
  }, seconds * 1000);
  try {
    return await all;
  } finally {
    clearTimeout(timer);
  }
}
