/** The model that is open in the page, for the views that compute it: one worker has it. */
import { signal } from '@preact/signals';
import type { RunDetails } from '@ganport/studio/protocol';
import { get, getBytes } from '../runs/api.ts';
import type { ExploreMethods } from '../explore/protocol.ts';
import type { InsideMethods } from '../inside/protocol.ts';
import { text } from '../text.ts';
import { callWorker, lineOf, STOPPED, type Caller } from './calls.ts';
import type { Methods, Source, Subject } from './protocol.ts';

export const subject = signal<Subject | undefined>(undefined);
export const problem = signal('');
/** What is being done; '' when nothing is. */
export const busy = signal('');

const names = [
  ...(['open', 'begin', 'compute', 'material', 'compare'] as const),
  ...(['layers', 'measure', 'activation', 'mix', 'nearest', 'digitFeatures'] as const),
];

export type AllMethods = Methods & InsideMethods & ExploreMethods;

let caller: Caller<AllMethods> | undefined;
/** What is open, to open it again after a stop. */
let source: Source | undefined;

/** A worker, which has one model open at a time. */
export function createModels(): Caller<AllMethods> {
  const start = () =>
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'models' });
  return callWorker<AllMethods>(start, names);
}

/** The methods of the worker that the views share. */
export function models(): AllMethods {
  caller ??= createModels();
  return caller.call;
}

/** Does something that takes a while, and shows what goes wrong. */
export async function work(what: string, doing: () => Promise<void>): Promise<void> {
  if (busy.value !== '') return;
  problem.value = '';
  busy.value = what;
  try {
    await doing();
  } catch (error) {
    const line = lineOf(error);
    if (line !== STOPPED) problem.value = line;
  } finally {
    busy.value = '';
  }
}

/** Opens a model in place of the one before. */
export function open(next: Source): Promise<void> {
  return work(text.models.opening, () => take(next));
}

/** Opens a run of the server. */
export function openRun(id: string): Promise<void> {
  return work(text.models.opening, async () => {
    const { config } = await get<RunDetails>('run', [id]);
    const checkpoint = Uint8Array.from(await getBytes('checkpoint', [id]));
    const { variant = '' } = config as { variant?: string };
    await take({ kind: 'run', name: id, config: { ...config, variant }, checkpoint });
  });
}

async function take(next: Source): Promise<void> {
  subject.value = await models().open(next);
  source = next;
}

/** Ends what the worker does, however long it would take, and opens the model anew. */
export async function stop(): Promise<void> {
  caller?.close();
  caller = undefined;
  subject.value = undefined;
  // What was under way has ended by then.
  await Promise.resolve();
  setTimeout(() => source && void open(source), 0);
}
