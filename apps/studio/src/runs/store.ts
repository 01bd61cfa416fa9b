/** The runs as the page knows them: the list, the details of those that are shown, and what happens. */
import { computed, effect, signal } from '@preact/signals';
import type {
  ComparisonAnswer,
  Job,
  RunDetails,
  RunList,
  RunSummary,
  StudioEvent,
  StudioFacts,
} from '@ganport/studio/protocol';
import { hrefOf, replaceRoute, route, tokenOfTab } from '../shell/route.ts';
import { ApiError, events, get } from './api.ts';

/** Without a server there are no runs; a lost one may come back. */
export const connection = signal<'connecting' | 'open' | 'lost' | 'none'>('connecting');
export const facts = signal<StudioFacts | undefined>(undefined);
export const problems = signal<readonly string[]>([]);
export const jobs = signal<ReadonlyMap<number, Job>>(new Map());
export const details = signal<ReadonlyMap<string, RunDetails>>(new Map());
export const comparison = signal<ComparisonAnswer | undefined>(undefined);
const summaries = signal<ReadonlyMap<string, RunSummary>>(new Map());

/** The runs, those that train first, then the newest. */
export const runs = computed(() =>
  [...summaries.value.values()].toSorted(
    (a, b) =>
      Number(b.state === 'running') - Number(a.state === 'running') || b.changed - a.changed,
  ),
);

/** The most runs that are shown at a time: each has a color of its own. */
const MOST_SHOWN = 8;

/** The ids of the runs that are shown, from the address; the newest run unless it names any. */
export const shown = computed((): readonly string[] => {
  const asked = route.value.query.getAll('run').filter((id) => summaries.value.has(id));
  const [newest] = runs.value;
  return asked.length > 0 || !newest ? asked.slice(0, MOST_SHOWN) : [newest.id];
});

/** Shows or hides a run beside the others. */
export function toggle(id: string): void {
  const others = shown.value.filter((each) => each !== id);
  const next = others.length < shown.value.length ? others : [...others, id].slice(-MOST_SHOWN);
  replaceRoute(hrefOf('runs', next));
}

/** A run of the list. */
export function summaryOf(id: string): RunSummary | undefined {
  return summaries.value.get(id);
}

function take(event: StudioEvent): void {
  if (event.kind === 'job') {
    jobs.value = new Map(jobs.value).set(event.job.id, event.job);
    return;
  }
  const next = new Map(summaries.value);
  for (const run of event.changed) next.set(run.id, run);
  for (const id of event.gone) next.delete(id);
  summaries.value = next;
  const changed = event.changed.map(({ id }) => id).filter((id) => shown.value.includes(id));
  if (changed.length > 0) void load(changed);
}

async function loadAll(): Promise<void> {
  const list = await get<RunList>('runs');
  summaries.value = new Map(list.runs.map((run) => [run.id, run]));
  problems.value = list.problems;
  facts.value = await get<StudioFacts>('studio');
  jobs.value = new Map(facts.value.jobs.map((job) => [job.id, job]));
  await load(shown.value);
}

/** Runs whose details are on their way, or were read a moment ago. */
const loading = new Set<string>();
/** Of those, the ones that have changed since. */
const outdated = new Set<string>();

/** Long runs take long to read; reading them takes at most a fifth of the time. */
const SHARE = 4;

/** Lets a run be read again after a pause, and reads it then if it has changed meanwhile. */
function rest(id: string, milliseconds: number): void {
  setTimeout(() => {
    loading.delete(id);
    if (outdated.delete(id)) void load([id]);
  }, milliseconds);
}

/** Reads the details of runs. */
async function load(ids: readonly string[]): Promise<void> {
  for (const id of ids) if (loading.has(id)) outdated.add(id);
  const wanted = ids.filter((id) => !loading.has(id));
  for (const id of wanted) loading.add(id);
  await Promise.all(
    wanted.map(async (id) => {
      const began = performance.now();
      try {
        const loaded = await get<RunDetails>('run', [id]);
        details.value = new Map(details.value).set(id, loaded);
      } catch {
        // The run has gone since, or the server; the events say so.
      } finally {
        rest(id, SHARE * (performance.now() - began));
      }
    }),
  );
  if (shown.value.length < 2) return;
  comparison.value = await get<ComparisonAnswer>('compare', shown.value).catch(() => undefined);
}

/** Milliseconds until the next try. */
const RETRY = 2000;

async function follow(): Promise<void> {
  for (;;) {
    try {
      for await (const event of events()) {
        if (event === 'open') {
          await loadAll();
          connection.value = 'open';
        } else take(event);
      }
      connection.value = 'lost';
    } catch (error) {
      if (error instanceof ApiError && error.status !== 500) {
        connection.value = 'none';
        return;
      }
      connection.value = 'lost';
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY));
  }
}

let following = false;

/** Connects to the server, once. A page that was opened without a token has none. */
export function connect(): void {
  if (following) return;
  following = true;
  if (tokenOfTab() === undefined) {
    connection.value = 'none';
    return;
  }
  void follow();
  let before = '';
  effect(() => {
    const ids = shown.value;
    if (ids.join('\n') === before) return;
    before = ids.join('\n');
    comparison.value = undefined;
    void load(ids);
  });
}
