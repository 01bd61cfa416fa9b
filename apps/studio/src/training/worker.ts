/** The worker that trains: one run at a time, so that the page stays free. */
import { createPlan, exportNetwork, generatorsOf, trainedNetwork } from '@ganport/core';
import { isGone } from '@ganport/runtime/internal';
import { browserKeeper } from './keeper.ts';
import type { Asked, Told } from './protocol.ts';
import { planOf, runTraining } from './run.ts';
import { filesOf, runOf, zipped, type KeptRun } from './run-files.ts';
import { pageStore } from './store.ts';

/** The page names the worker after the place of its runs. */
const store = pageStore(self.name === 'storage' ? browserKeeper : undefined);
let running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;

function tell(told: Told): void {
  postMessage(told);
}

async function begin(asked: Extract<Asked, { kind: 'start' }>): Promise<void> {
  await stop();
  const end = new AbortController();
  const train = () => runTraining({ ...asked, store, signal: end.signal, tell });
  running = { end, done: alone(train).catch(fail) };
}

async function stop(): Promise<void> {
  running?.end.abort();
  await running?.done;
}

/** Runs of the storage are trained in one tab at a time. */
async function alone(train: () => Promise<void>): Promise<void> {
  if (self.name !== 'storage') return train();
  return navigator.locks.request('ganport-studio-run', { ifAvailable: true }, (lock) => {
    if (lock) return train();
    throw new Error('run: another tab trains it; pause it there first');
  });
}

async function trained(): Promise<KeptRun & Required<Pick<KeptRun, 'checkpoint'>>> {
  const run = await store.run();
  if (!run?.checkpoint) throw new Error('run: nothing is trained yet; train it first');
  return { ...run, checkpoint: run.checkpoint };
}

/** The generators of the newest checkpoint as ONNX files, by their names. */
async function generatorsOfRun({ config, checkpoint }: Awaited<ReturnType<typeof trained>>) {
  const plan = createPlan(config);
  if (!checkpoint) throw new Error('run: nothing is trained yet; train it first');
  const files: Record<string, Uint8Array> = {};
  for (const name of generatorsOf(plan)) {
    const network = trainedNetwork(plan, name, checkpoint.tensors);
    const exported = await exportNetwork({ ...network, step: checkpoint.header.step });
    network.model.dispose();
    files[`${name}.onnx`] = exported.bytes();
  }
  return files;
}

async function tellStored(): Promise<void> {
  const run = await store.run();
  const [last] = [...(run?.samples.entries() ?? [])].toReversed();
  const told = run?.checkpoint && {
    config: run.config,
    step: run.checkpoint.header.step,
    rows: run.rows,
    ...(last && { picture: last[1] }),
  };
  tell({ kind: 'stored', run: told });
}

const answers: {
  readonly [Kind in Asked['kind']]: (asked: Extract<Asked, { kind: Kind }>) => Promise<void>;
} = {
  start: begin,
  stop,
  plan: async ({ settings }) => tell({ kind: 'plan', settings, plan: planOf(settings) }),
  async export({ what }) {
    const run = await trained();
    const generators = await generatorsOfRun(run);
    if (what === 'generator') {
      for (const [name, bytes] of Object.entries(generators)) tell({ kind: 'file', name, bytes });
    } else {
      const files = { ...(await filesOf(run)), ...generators };
      const name = `${run.config.variant}-step-${run.checkpoint?.header.step}.zip`;
      tell({ kind: 'file', name, bytes: zipped(files) });
    }
  },
  async bring({ files }) {
    await stop();
    const run = await runOf(files);
    createPlan(run.config); // Refuses a run that this page cannot train, before anything is replaced.
    await store.bring(run);
    await tellStored();
  },
  stored: tellStored,
  async forget() {
    await stop();
    await store.forget();
  },
};

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', message, isDeviceLost: isGone(error) });
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const answer = answers[data.kind] as (asked: Asked) => Promise<void>;
  void answer(data).catch(fail);
});
