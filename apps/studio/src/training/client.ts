/** A run in a worker, as the page sees it: what it was told, and what it may ask for. */
import { signal, type Signal } from '@preact/signals';
import type { MetricsRow, Pixels } from '@ganport/core';
import { text } from '../text.ts';
import type { Asked, Field, Folders, Planned, Settings, StoredRun, Told } from './protocol.ts';

export type Phase = 'idle' | 'data' | 'networks' | 'training' | 'stopping' | 'paused' | 'finished';

export interface Trainer {
  readonly phase: Signal<Phase>;
  /** Of the data, the share that is there. */
  readonly loaded: Signal<number>;
  readonly step: Signal<number>;
  readonly rows: Signal<readonly MetricsRow[]>;
  readonly warnings: Signal<readonly string[]>;
  readonly picture: Signal<{ readonly step: number; readonly picture: Pixels } | undefined>;
  readonly field: Signal<Field | undefined>;
  readonly engine: Signal<string>;
  readonly problem: Signal<string>;
  readonly planned: Signal<Planned | undefined>;
  readonly stored: Signal<StoredRun | undefined>;
  start(settings: Settings, options: StartOptions): void;
  stop(): void;
  plan(settings: Settings): void;
  /** Downloads what is trained. */
  download(what: 'generator' | 'run'): void;
  /** Drops the run, to begin another. */
  forget(): void;
  ask(asked: Asked): void;
}

interface StartOptions {
  readonly watch: boolean;
  readonly resume: boolean;
  readonly folders?: Folders | undefined;
}

/**
 * @param store where runs are kept: nowhere, or in the browser's storage
 * @param onDeviceLost called when the graphics device was lost and the run goes on in WebAssembly
 */
export function createTrainer(
  store: 'memory' | 'storage',
  onDeviceLost: () => void = () => undefined,
): Trainer {
  let worker: Worker | undefined;
  /** What was begun last. */
  let begun: Extract<Asked, { kind: 'start' }> | undefined;
  const trainer = {
    phase: signal<Phase>('idle'),
    loaded: signal(0),
    step: signal(0),
    rows: signal<readonly MetricsRow[]>([]),
    warnings: signal<readonly string[]>([]),
    picture: signal<{ step: number; picture: Pixels } | undefined>(undefined),
    field: signal<Field | undefined>(undefined),
    engine: signal(''),
    problem: signal(''),
    planned: signal<Planned | undefined>(undefined),
    stored: signal<StoredRun | undefined>(undefined),
  };
  const clear = (): void => {
    trainer.step.value = 0;
    trainer.rows.value = [];
    trainer.warnings.value = [];
    trainer.picture.value = undefined;
    trainer.field.value = undefined;
  };
  const ask = (asked: Asked, transfer: Transferable[] = []): void => {
    if (!worker) {
      worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: store });
      worker.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
      worker.addEventListener('error', ({ message }) => {
        // A worker that could not be loaded answers nothing; the next question starts another one.
        end();
        hear({ kind: 'failed', message: message || text.train.ended, isDeviceLost: false });
      });
    }
    worker.postMessage(asked, transfer);
  };
  const end = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  /** Goes on in a new worker: WebAssembly shares the fate of the device that it computed with. */
  const goOnWithoutDevice = (start: NonNullable<typeof begun>): void => {
    end();
    const { providers: _, ...settings } = start.settings;
    begun = { ...start, settings, resume: true };
    trainer.problem.value = text.train.deviceLost;
    trainer.phase.value = 'data';
    onDeviceLost();
    ask(begun);
  };
  const hear = (told: Told): void => {
    const react = reactions[told.kind] as (told: Told) => void;
    react(told);
  };
  const reactions: {
    readonly [Kind in Told['kind']]: (told: Extract<Told, { kind: Kind }>) => void;
  } = {
    stage: ({ stage, done }) => {
      trainer.phase.value = stage === 'step' ? 'training' : stage;
      trainer.loaded.value = done ?? trainer.loaded.value;
    },
    started: ({ firstStep }) => {
      trainer.step.value = firstStep;
      trainer.rows.value = trainer.rows.value.filter(({ step }) => step <= firstStep);
    },
    row: ({ row }) => {
      trainer.rows.value = [...trainer.rows.value, row];
    },
    step: ({ step }) => {
      trainer.step.value = step;
    },
    warning: ({ line }) => {
      trainer.warnings.value = [line, ...trainer.warnings.value];
    },
    picture: (told) => {
      trainer.picture.value = told;
    },
    field: ({ step, field }) => {
      trainer.step.value = step;
      trainer.field.value = field;
    },
    ended: ({ step, finished, engine }) => {
      trainer.step.value = step;
      trainer.engine.value = engine;
      trainer.phase.value = finished ? 'finished' : 'paused';
    },
    failed: ({ message, isDeviceLost }) => {
      if (isDeviceLost && begun) return goOnWithoutDevice(begun);
      trainer.problem.value = message;
      if (isAtWork(trainer.phase.value))
        trainer.phase.value = trainer.step.value > 0 ? 'paused' : 'idle';
    },
    plan: ({ plan }) => {
      trainer.planned.value = plan;
    },
    file: ({ name, bytes }) => save(name, bytes),
    stored: ({ run }) => {
      trainer.stored.value = run;
      if (!run) return;
      trainer.step.value = run.step;
      trainer.rows.value = run.rows;
      trainer.phase.value = 'paused';
      if (run.picture) trainer.picture.value = { step: run.step, picture: run.picture };
    },
  };
  return {
    ...trainer,
    ask,
    start(settings, { resume, ...options }) {
      trainer.problem.value = '';
      trainer.phase.value = 'data';
      if (!resume) clear();
      const site = document.baseURI.replace(/#.*$/, '');
      begun = { kind: 'start', settings, ...options, resume, site };
      ask(begun);
    },
    stop() {
      trainer.phase.value = 'stopping';
      ask({ kind: 'stop' });
    },
    forget() {
      ask({ kind: 'forget' });
      clear();
      trainer.stored.value = undefined;
      trainer.phase.value = 'idle';
    },
    plan: (settings) => ask({ kind: 'plan', settings }),
    download: (what) => ask({ kind: 'export', what }),
  };
}

/** Puts a file among the visitor's downloads. */
function save(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The phases in which a run is at work. */
export function isAtWork(phase: Phase): boolean {
  return phase === 'data' || phase === 'networks' || phase === 'training' || phase === 'stopping';
}
