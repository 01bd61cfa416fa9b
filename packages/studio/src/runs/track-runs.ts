/**
 * The runs of a folder as they change. The folder is looked at again and again while someone listens,
 * because systems do not report changes of whole trees alike; files that have not changed are not read.
 */
import type { RunList, RunSummary } from '../protocol.ts';
import { findRuns, type FoundRun } from './find-runs.ts';
import { signatureOf, summarize } from './summarize.ts';

/** What has changed since the last look. */
export interface Changes {
  readonly changed: readonly RunSummary[];
  /** The ids of runs that are not there any more. */
  readonly gone: readonly string[];
}

export interface RunTracker {
  /** All runs, as they are now. */
  list(): Promise<RunList>;
  /** The folder of a run that has been seen; undefined for any other id. */
  find(id: string): FoundRun | undefined;
  /** Calls back with each change until the returned function is called. */
  listen(listener: (changes: Changes) => void): () => void;
  /** Looks now instead of at the next time. */
  look(): Promise<void>;
  dispose(): void;
}

/** Milliseconds between looks. */
const PAUSE = 1000;
/** Looks take at most a sixth of the time, however many runs there are. */
const SHARE = 5;
/** Runs that are looked at at a time. */
const AT_ONCE = 32;

interface Seen {
  readonly found: FoundRun;
  readonly signature: string;
  readonly summary: RunSummary;
}

/** Tracks the runs below a folder, which need not exist yet. */
export function trackRuns(folder: string): RunTracker {
  let seen = new Map<string, Seen>();
  let problems: readonly string[] = [];
  const listeners = new Set<(changes: Changes) => void>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const lookOnce = async (): Promise<void> => {
    const found = await findRuns(folder);
    const next = new Map<string, Seen>();
    for (let at = 0; at < found.runs.length; at += AT_ONCE) {
      const part = found.runs.slice(at, at + AT_ONCE);
      for (const each of await Promise.all(part.map((run) => lookAt(run, seen.get(run.id))))) {
        next.set(each.found.id, each);
      }
    }
    const changes = difference(seen, next);
    seen = next;
    problems = found.problems;
    if (changes.changed.length === 0 && changes.gone.length === 0) return;
    for (const listener of listeners) listener(changes);
  };
  const look = (): Promise<void> =>
    (looking ??= lookOnce().finally(() => {
      looking = undefined;
    }));
  const schedule = (pause: number): void => {
    timer = setTimeout(() => {
      const began = performance.now();
      void look().finally(() => {
        const took = performance.now() - began;
        if (listeners.size > 0) schedule(Math.max(PAUSE, SHARE * took));
        else timer = undefined;
      });
    }, pause);
  };

  return {
    async list() {
      await look();
      return { runs: [...seen.values()].map(({ summary }) => summary), problems };
    },
    find: (id) => seen.get(id)?.found,
    listen(listener) {
      listeners.add(listener);
      if (timer === undefined) schedule(PAUSE);
      return () => void listeners.delete(listener);
    },
    look,
    dispose() {
      listeners.clear();
      clearTimeout(timer);
    },
  };
}

/** A run whose process may end without a change of its files is always looked at whole. */
async function lookAt(found: FoundRun, before: Seen | undefined): Promise<Seen> {
  const { text, changed } = await signatureOf(found.run);
  if (before?.signature === text && before.summary.state !== 'running') return before;
  return { found, signature: text, summary: await summarize(found, changed) };
}

function difference(before: ReadonlyMap<string, Seen>, after: ReadonlyMap<string, Seen>): Changes {
  const text = (each: Seen | undefined) => JSON.stringify(each?.summary);
  return {
    changed: [...after].flatMap(([id, each]) =>
      each === before.get(id) || text(each) === text(before.get(id)) ? [] : [each.summary],
    ),
    gone: [...before.keys()].filter((id) => !after.has(id)),
  };
}
