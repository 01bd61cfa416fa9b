/** A run in a worker: core's own training loop on ONNX Runtime Web, into a store. */
import {
  createPlan,
  planForData,
  resumePlan,
  taskOf,
  trainGan,
  type Batches,
  type Instrument,
  type Plan,
  type RunStore,
  type RunView,
} from '@ganport/core';
import { settingFlags, shownCommand } from '@ganport/core/internal';
import { breathe } from './breathe.ts';
import { loadData, loadJudges, type Judges } from './data.ts';
import { digitScore } from './digit-score.ts';
import { loadDomains } from './image-folder.ts';
import { fieldInstrument } from './field.ts';
import type { Folders, Planned, Settings, Told } from './protocol.ts';
import type { PageStore } from './store.ts';

export interface Start {
  readonly settings: Settings;
  readonly watch: boolean;
  readonly site: string;
  readonly folders?: Folders | undefined;
  readonly resume: boolean;
  readonly store: PageStore;
  readonly signal: AbortSignal;
  readonly tell: (told: Told) => void;
}

/** What computes is the page's own choice, and no setting of the run: elsewhere it is another. */
const machine = { engine: 'onnx', providers: undefined, threads: undefined } as const;

/** Runs to the end or until the signal. @throws as trainGan, and Error for data that are not there */
export async function runTraining(start: Start): Promise<void> {
  const { settings, watch, store, signal, tell } = start;
  const checkpoint = start.resume ? (await store.run())?.checkpoint : undefined;
  const resume = checkpoint !== undefined;
  const asked = resume
    ? resumePlan(withoutMachine(settings), { ...machine, variant: settings.variant })
    : createPlan(withoutMachine(settings));
  tell({ kind: 'stage', stage: 'data', done: 0 });
  const images = await openBatches(asked, start);
  const judges = await loadJudges(asked.config.data, start.site);
  tell({ kind: 'stage', stage: 'networks' });
  const batches: Batches = {
    ...images,
    async read(step) {
      await breathe();
      return images.read(step);
    },
  };
  const plan = planForData(asked, batches);
  const scores = await scoresOf(plan, judges, start);
  if (resume) await store.rewind();
  else await store.begin(plan.config);
  const first = checkpoint?.header.step ?? 0;
  let at = first;
  let lastTold = 0;
  const result = await trainGan(
    {
      plan: createPlan({ ...plan.config, providers: providersOf(settings) }, plan.variant),
      batches,
      store: telling(store, tell),
      checkpoint,
      modes: judges?.modes,
      instruments: (view) => [
        ...scores.map((score) => score(view)),
        ...(watch
          ? [fieldInstrument(view, (field) => tell({ kind: 'field', step: at, field }))]
          : []),
      ],
    },
    {
      signal,
      onStart: ({ parameters, firstStep }) => {
        tell({ kind: 'started', parameters, firstStep });
      },
      onStep: (step) => {
        // The networks are built at the first step.
        if (at === first) tell({ kind: 'stage', stage: 'step' });
        at = step;
        if (performance.now() - lastTold < PAUSE) return;
        lastTold = performance.now();
        tell({ kind: 'step', step });
      },
      onWarning: (line) => tell({ kind: 'warning', line }),
    },
  );
  const { steps, finished, engine } = result;
  tell({ kind: 'ended', step: steps, finished, engine });
}

/** @throws Error for data that are not there */
async function openBatches(
  plan: Plan,
  { site, folders, tell }: Pick<Start, 'site' | 'folders' | 'tell'>,
): Promise<Batches> {
  const { config, variant } = plan;
  const onProgress = (done: number) => tell({ kind: 'stage', stage: 'data', done });
  const task = taskOf(plan);
  if (task.data === 'samples') {
    return task.batches(await loadData(config.data, { site, onProgress }), config, variant);
  }
  if (task.data !== 'unpaired') {
    throw new Error(`${variant.name}: a page has no pairs; train it with the command line`);
  }
  if (!folders) throw new Error(`${variant.name}: needs its two folders of images; choose them`);
  return task.batches(await loadDomains(folders, config, onProgress), config, variant);
}

/** The scores that the settings ask for, where a page can compute them. */
async function scoresOf(
  { config: { data, evaluateEvery: every, features, seed } }: Plan,
  judges: Judges | undefined,
  { site, tell }: Pick<Start, 'site' | 'tell'>,
): Promise<((view: RunView) => Instrument)[]> {
  if (every === undefined) return [];
  const open = judges?.classifier;
  if (!open || features !== undefined) {
    const line = 'scores: a page has those of MNIST alone; train with the command line to see them';
    tell({ kind: 'warning', line });
    return [];
  }
  const dataset = await loadData(data, { site, onProgress: () => undefined });
  return [(view) => digitScore(view, { every, seed, dataset, open })];
}

/** Milliseconds between signs of life. */
const PAUSE = 100;

function telling(store: RunStore, tell: (told: Told) => void): RunStore {
  return {
    ...store,
    async appendRow(row) {
      await store.appendRow(row);
      tell({ kind: 'row', row });
    },
    async writeSamples(step, picture) {
      await store.writeSamples(step, picture);
      tell({ kind: 'picture', step, picture });
    },
  };
}

/** A page's own choice of what computes, else WebAssembly. */
function providersOf({ providers }: Settings): ('webgpu' | 'wasm')[] {
  return Array.isArray(providers) && providers.includes('webgpu') ? ['webgpu', 'wasm'] : ['wasm'];
}

/** Settings without those of the machine. */
function withoutMachine(settings: Settings): Settings {
  const own = Object.entries(settings).filter(([field]) => !Object.hasOwn(machine, field));
  return { ...Object.fromEntries(own), variant: settings.variant };
}

/** The plan of settings, and the command line that trains the same. */
export function planOf(settings: Settings): Planned {
  try {
    const own = withoutMachine(settings);
    const { config } = createPlan(own);
    const args = ['train', own.variant, ...settingFlags(own), '--out', 'runs/mine'];
    return { config, command: shownCommand(args) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
