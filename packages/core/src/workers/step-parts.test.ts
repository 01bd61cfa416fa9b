/**
 * A step in parts computes what the whole step computes, and workers that share a batch take the steps of one.
 */
import * as tf from '@tensorflow/tfjs';
import { createSession } from '@ganport/runtime/node';
import type { HostTensor, Session, TensorMap } from '@ganport/runtime';
import { afterEach, expect, test } from 'vitest';
import { createOnnxEngine } from '../engines/engine-onnx.ts';
import { batchOf, smallPlan } from '../engines/small-runs.test.support.ts';
import type { State } from '../engines/state.ts';
import { createGan } from '../gan/gan.ts';
import type { Plan, TrainSettings } from '../gan/plan.ts';
import { exportWorkerProgram, type ProgramOptions } from './export-program.ts';
import type { Reply, WorkerLink } from './protocol.ts';
import { serveWorker } from './serve-worker.ts';
import { startTeam } from './team.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const done of cleanup.splice(0)) await done();
});

interface Run {
  readonly state: State;
  readonly rows: Readonly<Record<string, number>>[];
}

/** Steps on the engine that traces the step whole, and the state before them. */
async function wholeSteps(plan: Plan, count: number): Promise<Run & { readonly start: State }> {
  const engine = await createOnnxEngine(createGan(plan));
  const start = await engine.readState();
  const rows = [];
  for (let step = 0; step < count; step++) rows.push(await engine.step(batchOf(plan, step), step));
  const state = await engine.readState();
  await engine.dispose();
  return { start, state, rows };
}

/** The same steps by workers in this process. */
async function stepsInParts(
  plan: Plan,
  start: State,
  count: number,
  options: ProgramOptions,
): Promise<Run & { readonly graphs: readonly string[]; readonly parts: readonly string[] }> {
  const program = await exportWorkerProgram(plan, batchOf(plan, 0), options);
  const sessions = new Map<string, Session>();
  for (const [name, bytes] of Object.entries(program.graphs)) {
    const session = await createSession(bytes, { providers: ['cpu'], threads: 1 });
    sessions.set(name, session);
    cleanup.push(() => session.dispose());
  }
  const run = (graph: string, feeds: TensorMap) => (sessions.get(graph) as Session).run(feeds);
  const links: WorkerLink[] = [];
  const team = await startTeam({
    ...{ program, run, state: start, providers: ['cpu'], threads: 1 },
    launch: (rank) => (links[rank] = workerHere(run)),
  });
  const rows = [];
  for (let step = 0; step < count; step++) {
    const results = await team.step(batchOf(plan, step), step);
    rows.push(
      Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, Number(data[0])]),
      ),
    );
  }
  const state = { ...(await team.readState()) };
  for (const link of links) {
    link.send({ type: 'read' });
    const reply = await link.receive();
    const kept = reply.type === 'state' ? { ...reply.state } : {};
    expect(distance({ ...state, ...kept }, state)).toBe(0);
  }
  return {
    state,
    rows,
    graphs: Object.keys(program.graphs),
    parts: program.parts.map(({ graph }) => graph),
  };
}

/** A worker in this process. */
function workerHere(run: (graph: string, feeds: TensorMap) => ReturnType<Session['run']>) {
  const replies: Reply[] = [];
  const waiting: ((reply: Reply) => void)[] = [];
  const handle = serveWorker({
    open: async () => ({ provider: 'cpu', run }),
    reply: (reply) => {
      const resolve = waiting.shift();
      if (resolve) resolve(reply);
      else replies.push(reply);
    },
  });
  return {
    send: handle,
    receive: () =>
      new Promise<Reply>((resolve) => {
        const reply = replies.shift();
        if (reply) resolve(reply);
        else waiting.push(resolve);
      }),
    close: async () => undefined,
  };
}

/** The largest difference of two states, relative to a tensor's largest number where that is above 1. */
function distance(a: State, b: State): number {
  expect(Object.keys(b).toSorted()).toEqual(Object.keys(a).toSorted());
  return Math.max(
    ...Object.entries(a).map(([name, { data }]) => {
      const other = (b[name] as HostTensor).data as Float32Array;
      const values = data as Float32Array;
      const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
      return (
        values.reduce((most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))), 0) / largest
      );
    }),
  );
}

/** @param tolerance of the difference, relative to a number above 1 */
function expectSameRows(actual: Run['rows'], expected: Run['rows'], tolerance: number): void {
  for (const [step, row] of expected.entries()) {
    for (const [name, value] of Object.entries(row)) {
      const difference = Math.abs((actual[step]?.[name] ?? NaN) - value);
      const allowed = tolerance * Math.max(1, Math.abs(value));
      expect(difference, `step ${step}, ${name}`).toBeLessThan(allowed);
    }
  }
}

/**
 * Workers add their gradients, so sums are in another order. Adam divides by the size of the gradient, so where
 * a gradient is rounding error a weight may differ by up to twice the learning rate, 2e-4, for each update.
 */
const perUpdate = 4e-4;
const small: Partial<TrainSettings> = { width: 1 / 16, threads: 1, image: [8, 8, 1] };

const runs: readonly (readonly [string, TrainSettings])[] = [
  ['dcgan', { variant: 'dcgan', ema: 0.9, ...small }],
  ['cgan', { variant: 'cgan', ...small }],
  ['wgan-gp', { variant: 'dcgan', loss: 'wgan-gp', ...small }],
  ['cyclegan', { variant: 'cyclegan', threads: 1 }],
  ['pix2pix', { variant: 'pix2pix', threads: 1 }],
];

test.each(runs)('%s: parts are the whole step, and two workers take it', async (_, settings) => {
  const plan = smallPlan(settings);
  const whole = await wholeSteps(plan, 2);
  const alone = await stepsInParts(plan, whole.start, 2, { workers: 1 });
  expectSameRows(alone.rows, whole.rows, 1e-5);
  const both = await stepsInParts(plan, whole.start, 2, { workers: 2, synchronized: true });
  // Where the boundary of the accuracy is a mean of the batch, each worker has its own.
  const hasBoundary = typeof plan.loss.loss.boundary === 'function';
  const compared = whole.rows.map((row) =>
    hasBoundary
      ? Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('Accuracy')))
      : row,
  );
  expectSameRows(both.rows, compared, 1e-4);
  const updates = 2 * plan.config.discriminatorSteps;
  for (const { state } of [alone, both]) {
    expect(distance(whole.state, state)).toBeLessThan(updates * perUpdate);
  }
});

test('a graph for the gradients and one for the update of each player; equal updates share them', async () => {
  const plan = smallPlan({ variant: 'dcgan', loss: 'wgan-gp', ...small });
  const { graphs, parts, draws } = await exportWorkerProgram(plan, batchOf(plan, 0), {
    workers: 2,
  });
  expect(Object.keys(graphs)).toEqual([
    'discriminator.gradients',
    'discriminator.update',
    'generator.gradients',
    'generator.update',
  ]);
  expect(parts.map(({ graph }) => graph)).toEqual([
    ...Array.from({ length: 5 }, () => ['discriminator.gradients', 'discriminator.update']).flat(),
    'generator.gradients',
    'generator.update',
  ]);
  // Each update of the discriminator has its own rows and its own noise.
  expect(parts[2]?.inputs['real']).toEqual({ from: 'batch', name: 'real', first: 4, count: 4 });
  expect(draws[0]).toMatchObject({ shape: [4, 100], blocks: 1 });
});

test('without synchronization, the statistics of a batch are the means of those of the workers', async () => {
  const plan = smallPlan({ variant: 'dcgan', ...small });
  const whole = await wholeSteps(plan, 1);
  const both = await stepsInParts(plan, whole.start, 1, { workers: 2 });
  const differs = (name: string) =>
    distance({ x: whole.state[name] as HostTensor }, { x: both.state[name] as HostTensor });
  // The mean of the means of two halves is that of the whole; the mean of their variances is smaller.
  const [norm = ''] = Object.keys(whole.state).filter((name) => name.endsWith('moving_mean'));
  expect(differs(norm)).toBeLessThan(1e-6);
  expect(differs(norm.replace('mean', 'variance'))).toBeGreaterThan(1e-5);
});

test('a batch that cannot be divided is refused with what to do', async () => {
  const plan = smallPlan({ variant: 'dcgan', ...small });
  await expect(exportWorkerProgram(plan, batchOf(plan, 0), { workers: 3 })).rejects.toThrow(
    'batchSize 8: cannot be divided by 3; choose a number of workers that divides it',
  );
});
