/** A comparison as the page knows it: what is asked for, and what has been computed. */
import { effect, signal } from '@preact/signals';
import { decodeMessage, encodeMessage } from '@ganport/parity/internal/web';
import type { ComputeAnswer, RuntimeList } from '@ganport/studio/protocol';
import type { Computed, PageRuntime } from '../models/protocol.ts';
import { busy, models, subject, work } from '../models/store.ts';
import { get, postBytes } from '../runs/api.ts';
import { connection } from '../runs/store.ts';
import { text } from '../text.ts';

export const seed = signal(1);
export const count = signal(9);
/** That of `ganport parity`. */
const USUAL_TOLERANCE = 1e-4;
export const tolerance = signal(USUAL_TOLERANCE);
export const results = signal<readonly Computed[]>([]);

/** A runtime that may be asked. */
export interface Candidate {
  /** For people. */
  readonly name: string;
  readonly run: () => Promise<Computed>;
  readonly isChosen: boolean;
}

const inPage = (runtime: PageRuntime, isChosen: boolean): Candidate => ({
  name: `onnxruntime-web ${runtime}`,
  run: () => models().compute(runtime),
  isChosen,
});

export const candidates = signal<readonly Candidate[]>([
  inPage('wasm', true),
  ...('gpu' in navigator ? [inPage('webgpu', true)] : []),
]);

/** Chooses a runtime, or leaves it out. */
export function choose(name: string, isChosen: boolean): void {
  candidates.value = candidates.value.map((each) =>
    each.name === name ? { ...each, isChosen } : each,
  );
}

/** The server's runtimes are there once it answers. */
effect(() => {
  if (connection.value !== 'open') return;
  const show = (list: RuntimeList): void => {
    const own = candidates.peek().filter(({ name }) => name.startsWith('onnxruntime-web'));
    const served = list.map(({ runtime, provider }) => {
      const name = text.compare.served(runtime, provider);
      const run = () => ofServer(name, runtime, provider);
      return { name, run, isChosen: runtime === 'node' && provider === 'cpu' };
    });
    candidates.value = [...own, ...served];
  };
  // A server that does not answer computes nothing either; the page's own runtimes stay.
  void get<RuntimeList>('runtimes').then(show, () => undefined);
});

async function ofServer(name: string, runtime: string, provider: string): Promise<Computed> {
  const asked = { runtime, provider, ...(await models().material()) };
  const answer = decodeMessage(await postBytes('compute', encodeMessage(asked))) as ComputeAnswer;
  return models().compare({ name, place: 'server', ...answer });
}

/** What was compared before belongs to another model. */
effect(() => {
  const { tolerance: given } = subject.value ?? {};
  results.value = [];
  tolerance.value = given ?? USUAL_TOLERANCE;
});

/** Computes the original, and whatever is chosen. */
export function compare(): Promise<void> {
  const [first] = candidates.value.filter(({ isChosen }) => isChosen);
  const begins = subject.value?.original ?? first?.name ?? '';
  return work(text.compare.computing(begins), async () => {
    if (!first) throw new Error(text.compare.noneChosen);
    results.value = await models().begin({ seed: seed.value, count: count.value });
    for (const { name, run, isChosen } of candidates.value) {
      if (!isChosen) continue;
      busy.value = text.compare.computing(name);
      results.value = [...results.value, await run()];
    }
  });
}
