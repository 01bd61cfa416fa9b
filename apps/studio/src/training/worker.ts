/** The worker that trains: one run at a time, so that the page stays free. */
import { exportNetwork, trainedNetwork, type Plan } from '@ganport/core';
import { memoryStore } from './memory.ts';
import type { Asked, Told } from './protocol.ts';
import { planOf, runTraining } from './run.ts';

const store = memoryStore();
let plan: Plan | undefined;
let running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;

function tell(told: Told): void {
  postMessage(told);
}

async function begin(asked: Extract<Asked, { kind: 'start' }>): Promise<void> {
  running?.end.abort();
  await running?.done;
  const end = new AbortController();
  const work = async (): Promise<void> => {
    plan = await runTraining({ ...asked, store, signal: end.signal, tell });
  };
  running = { end, done: work().catch(fail) };
}

/** The generator of the newest checkpoint. */
async function exportGenerator(): Promise<void> {
  const checkpoint = await store.checkpoint();
  if (!checkpoint || !plan) throw new Error('generator: nothing is trained yet; train it first');
  const network = trainedNetwork(plan, 'generator', checkpoint.tensors);
  try {
    const model = await exportNetwork({ ...network, step: checkpoint.header.step });
    tell({ kind: 'file', name: 'generator.onnx', bytes: model.bytes() });
  } finally {
    network.model.dispose();
  }
}

function fail(error: unknown): void {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}

const answers: {
  readonly [Kind in Asked['kind']]?: (asked: Extract<Asked, { kind: Kind }>) => Promise<void>;
} = {
  start: begin,
  stop: async () => running?.end.abort(),
  plan: async ({ settings }) => tell({ kind: 'plan', settings, plan: planOf(settings) }),
  export: exportGenerator,
};

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const answer = answers[data.kind] as ((asked: Asked) => Promise<void>) | undefined;
  void answer?.(data).catch(fail);
});
